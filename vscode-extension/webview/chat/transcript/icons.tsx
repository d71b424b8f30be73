const PATHS = {
  copy: "M5.5 5.5h8v8h-8zM5.5 10.5h-3v-8h8v3",
  edit: "M2.5 13.5l.8-3 7.5-7.5 2.2 2.2-7.5 7.5zM9.3 4.5l2.2 2.2",
  retry: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3",
  up: "M2.5 7H5v6H2.5zM5 7l2.5-4.5c1 0 1.5.8 1.3 1.7l-.3 2.3h4c.7 0 1.2.6 1 1.3l-1 4.2c-.2.6-.6 1-1.2 1H5",
  down: "M13.5 9H11V3h2.5zM11 9l-2.5 4.5c-1 0-1.5-.8-1.3-1.7l.3-2.3h-4c-.7 0-1.2-.6-1-1.3l1-4.2c.2-.6.6-1 1.2-1H11",
} as const;

export type IconName = keyof typeof PATHS;

/** A picture on a button, which has a name of its own. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.1"
      aria-hidden="true"
    >
      <path d={PATHS[name]} stroke-linejoin="round" />
    </svg>
  );
}
