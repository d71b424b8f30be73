import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Entry } from "./entries";
import type { ConversationStore } from "./store";
import { estimatedHeight, visible } from "./visible";

/** Pixels from the end that still count as the end. */
const NEAR_END = 24;
/** Where there is no layout, such as in tests. */
const HEIGHT_WITHOUT_LAYOUT = 800;

/** Which entries are drawn. It stays at the end until the user scrolls up, and then stands still. */
export function useWindow(store: ConversationStore, draw: () => void) {
  const scroller = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  const { measure, heightOf } = useHeights(() => changed());
  const look = () => {
    const { clientHeight = 0, scrollTop = 0 } = scroller.current ?? {};
    const top = following.current ? Number.POSITIVE_INFINITY : scrollTop;
    return visible(store.entries, heightOf, top, clientHeight || HEIGHT_WITHOUT_LAYOUT);
  };
  const keepEnd = () => {
    if (following.current && scroller.current) {
      scroller.current.scrollTop = scroller.current.scrollHeight;
    }
  };
  const view = look();
  const changed = () => {
    keepEnd();
    const { from, to } = look();
    if (from !== view.from || to !== view.to) {
      draw();
    }
  };
  useLayoutEffect(keepEnd);
  useScrolling(scroller, (isAtEnd, isUp) => {
    const wasFollowing = following.current;
    // What grows below is not the user's wish to leave the end; scrolling up is.
    following.current = isAtEnd || (wasFollowing && !isUp);
    if (wasFollowing !== following.current) {
      draw();
    } else {
      changed();
    }
  });
  const toEnd = () => {
    following.current = true;
    draw();
    scroller.current?.focus();
  };
  return { scroller, measure, view, isFollowing: following.current, toEnd };
}

/** Tells where the user scrolls to, and of another size of the view. */
function useScrolling(
  scroller: RefObject<HTMLDivElement | null>,
  scrolled: (isAtEnd: boolean, isUp: boolean) => void,
): void {
  const latest = useRef(scrolled);
  latest.current = scrolled;
  useEffect(() => {
    const element = scroller.current;
    let before = element?.scrollTop ?? 0;
    const listen = () => {
      if (element) {
        const { scrollTop, scrollHeight, clientHeight } = element;
        const isUp = scrollTop < before - 1;
        before = scrollTop;
        latest.current(scrollHeight - scrollTop - clientHeight < NEAR_END, isUp);
      }
    };
    // The box that the user writes in grows at the cost of the transcript.
    const sizes =
      typeof ResizeObserver === "undefined" ? undefined : new ResizeObserver(() => latest.current(false, false));
    if (element) {
      element.addEventListener("scroll", listen, { passive: true });
      sizes?.observe(element);
    }
    return () => {
      element?.removeEventListener("scroll", listen);
      sizes?.disconnect();
    };
  }, [scroller]);
}

/** Heights as they were seen, else as they are guessed. */
function useHeights(changed: () => void) {
  const latest = useRef(changed);
  latest.current = changed;
  return useMemo(() => {
    const seen = new Map<string, number>();
    const elements = new Map<string, Element>();
    const observer =
      typeof ResizeObserver === "undefined"
        ? undefined
        : new ResizeObserver((sizes) => {
            for (const { target } of sizes) {
              const id = (target as HTMLElement).dataset.entry;
              if (id !== undefined && target.isConnected) {
                seen.set(id, (target as HTMLElement).offsetHeight);
              }
            }
            latest.current();
          });
    const measure = (id: string, element: Element | null) => {
      const before = elements.get(id);
      if (before) {
        observer?.unobserve(before);
        elements.delete(id);
      }
      if (element) {
        observer?.observe(element);
        elements.set(id, element);
      }
    };
    return { measure, heightOf: (entry: Entry) => seen.get(entry.id) ?? estimatedHeight(entry) };
  }, []);
}
