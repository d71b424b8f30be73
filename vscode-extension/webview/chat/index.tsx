import { render } from "preact";
import { connectToVsCode } from "../shared/bridge";
import { loadTexts } from "../shared/l10n";
import { App } from "./App";
import { Chat } from "./chat";
import "../shared/view.css";
import "./chat.css";

loadTexts(document);
const chat = new Chat(connectToVsCode());
render(<App chat={chat} />, document.body);
void chat.start();
