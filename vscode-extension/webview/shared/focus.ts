import { useEffect, useRef } from "preact/hooks";
import { headOf } from "./Section";

/**
 * Gives the focus back to an item whose button has gone or has moved to another section; to `otherwise` if `list` comes
 * without the item.
 *
 * Returns a function that is told which item the user is working with.
 */
export function useFocusKept(list: unknown, otherwise: () => HTMLElement | null): (id: string) => void {
  const at = useRef<string | undefined>(undefined);
  const isLost = () => at.current !== undefined && document.activeElement === document.body;
  useEffect(() => {
    if (isLost()) {
      headOf(at.current ?? "")?.focus({ preventScroll: true });
    }
  });
  useEffect(() => {
    if (isLost()) {
      otherwise()?.focus({ preventScroll: true });
    }
  }, [list]);
  useEffect(() => {
    // Whoever clicks beside everything has left on purpose.
    const leave = () => {
      at.current = undefined;
    };
    document.addEventListener("pointerdown", leave, { capture: true });
    return () => document.removeEventListener("pointerdown", leave, { capture: true });
  }, []);
  return (id) => {
    at.current = id;
  };
}

/** Unfolds, scrolls to and focuses the item that somebody else has asked for, as soon as it is there. */
export function useShown(isThere: boolean): (id: string) => void {
  const wanted = useRef<string | undefined>(undefined);
  useEffect(() => {
    const head = wanted.current !== undefined && isThere ? headOf(wanted.current) : undefined;
    if (head) {
      wanted.current = undefined;
      head.scrollIntoView({ block: "nearest" });
      head.focus();
    }
  });
  return (id) => {
    wanted.current = id;
  };
}
