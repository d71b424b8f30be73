import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/** Gives the focus to the transcript when what had it in there is gone, such as the button of an answered card. */
export function useFocusKept(log: RefObject<HTMLDivElement | null>): void {
  const isInside = useRef(false);
  useEffect(() => {
    const follow = (event: Event) => {
      isInside.current = event.target instanceof Node && (log.current?.contains(event.target) ?? false);
    };
    document.addEventListener("focusin", follow);
    // Whoever clicks beside it has left on purpose.
    document.addEventListener("pointerdown", follow);
    return () => {
      document.removeEventListener("focusin", follow);
      document.removeEventListener("pointerdown", follow);
    };
  }, [log]);
  useLayoutEffect(() => {
    // The user may be in the editor by now.
    if (isInside.current && document.hasFocus() && document.activeElement === document.body) {
      log.current?.focus({ preventScroll: true });
    }
  });
}
