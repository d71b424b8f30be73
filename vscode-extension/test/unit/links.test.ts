// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { followed } from "../../webview/shared/links";
import { fakeBridge } from "./chat/fakeBridge";

test("a link is opened by us alone: VS Code does not hear of the click", async () => {
  document.body.innerHTML = '<div><a href="https://docs.example/a">docs</a></div>';
  const { bridge, calls } = fakeBridge({ "host/openLink": () => ({}) });
  let heard = 0;
  document.addEventListener("click", () => heard++, { once: true });
  let call: (() => Promise<unknown>) | undefined;
  document.querySelector("div")?.addEventListener("click", (event) => {
    call = followed(event, bridge, "file:///work");
  });

  document.querySelector("a")?.click();
  await call?.();

  expect([calls, heard]).toEqual([[["host/openLink", { url: "https://docs.example/a" }]], 0]);
});
