import "../shared/view.css";
import "../shared/list.css";
import "./memory.css";
import { showPage } from "../shared/page";
import { App } from "./App";

showPage(<App />);
