import type { RefObject } from "preact";

export interface SearchProps {
  inputRef: RefObject<HTMLInputElement | null>;
  label: string;
  value: string;
  onInput: (value: string) => void;
}

export function Search({ inputRef, label, value, onInput }: SearchProps) {
  return (
    <input
      ref={inputRef}
      class="search"
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      spellcheck={false}
      onInput={(event) => onInput(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape" && value) {
          event.preventDefault();
          onInput("");
        }
      }}
    />
  );
}
