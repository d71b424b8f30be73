import { useCallback, useEffect, useState } from "preact/hooks";
import { useBridge } from "./page";

/** What is unfolded, typed and so on: it outlives the page, which goes when the view is hidden. */
export function useRemembered<T extends object>(initial: T): [T, (change: Partial<T>) => void] {
  const bridge = useBridge();
  const [state, setState] = useState<T>(() => ({ ...initial, ...(bridge.remembered() as Partial<T> | undefined) }));
  const change = useCallback((news: Partial<T>) => setState((before) => ({ ...before, ...news })), []);
  useEffect(() => bridge.remember({ ...(bridge.remembered() as object | undefined), ...state }), [bridge, state]);
  return [state, change];
}

/** The same list without `one`, or with it if it was not in there. */
export const toggled = <T>(list: readonly T[], one: T): T[] =>
  list.includes(one) ? list.filter((other) => other !== one) : [...list, one];

/** Goes back to where the page was scrolled to, as soon as there is something to scroll. */
export function useScroll(isLoaded: boolean): void {
  const bridge = useBridge();
  useEffect(() => {
    if (!isLoaded) {
      return;
    }
    const remembered = bridge.remembered() as { scroll?: number } | undefined;
    window.scrollTo(0, remembered?.scroll ?? 0);
    const keep = () => bridge.remember({ ...(bridge.remembered() as object | undefined), scroll: window.scrollY });
    window.addEventListener("scroll", keep, { passive: true });
    return () => window.removeEventListener("scroll", keep);
  }, [bridge, isLoaded]);
}
