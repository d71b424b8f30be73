import "../shared/view.css";
import "../shared/list.css";
import "./skills.css";
import { showPage } from "../shared/page";
import { App } from "./App";

showPage(<App />);
