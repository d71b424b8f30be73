import type { ConfigOption } from "../../../src/protocol";
import type { Chat } from "../chat";

/** Mode, model, thinking, off the record: whatever the session can be set to. */
export function Options({ chat }: { chat: Chat }) {
  return (
    <>
      {chat.store.options.map((option) => {
        const choose = (value: string) => void chat.configure(option.id, value);
        const values = option.options.map(({ value }) => value).sort();
        const isSwitch = values.join() === "off,on";
        return isSwitch ? (
          <Switch key={option.id} option={option} choose={choose} />
        ) : (
          <Option key={option.id} option={option} choose={choose} />
        );
      })}
    </>
  );
}

interface OptionProps {
  option: ConfigOption;
  choose: (value: string) => void;
}

function Switch({ option: { name, currentValue, options }, choose }: OptionProps) {
  const isOn = currentValue === "on";
  const description = options.find(({ value }) => value === "on")?.description;
  return (
    <button
      class={`quiet option ${isOn ? "notable" : ""}`}
      aria-pressed={isOn}
      title={description}
      onClick={() => choose(isOn ? "off" : "on")}
    >
      <span aria-hidden="true">{isOn ? "☑" : "☐"}</span> {name}
    </button>
  );
}

function Option({ option, choose }: OptionProps) {
  const { id, name, currentValue, options } = option;
  const description = options.find(({ value }) => value === currentValue)?.description;
  const isKnown = options.some(({ value }) => value === currentValue);
  // "Auto" says nothing by itself; modes and models do.
  const label = (value: string) => (id === "thinking" ? `${name}: ${value}` : value);
  return (
    <select
      class="option"
      aria-label={name}
      title={description ? `${name}: ${description}` : name}
      value={currentValue}
      onChange={({ currentTarget }) => {
        const chosen = currentTarget.value;
        // It shows what holds: the new value once the server has told it.
        currentTarget.value = currentValue;
        choose(chosen);
      }}
    >
      {!isKnown && <option value={currentValue}>{label(currentValue)}</option>}
      {options.map((one) => (
        <option key={one.value} value={one.value} title={one.description}>
          {label(one.name)}
        </option>
      ))}
    </select>
  );
}
