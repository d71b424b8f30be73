import { Component } from "preact";
import { Permission, Question } from "./Asked";
import { ChangeSetCard } from "./ChangeSet";
import { Compaction, End } from "./End";
import type { Entry } from "./entries";
import { MemoriesUsed, SkillLearned, SkillsUsed } from "./Learning";
import { Notice } from "./Notice";
import { Plan } from "./Plan";
import { Answer, Thought, UserMessage } from "./Said";
import { ToolCallLine } from "./ToolCall";

interface Props {
  entry: Entry;
  /** Entries change in place: this tells whether one has. */
  version: number;
  /** Told of the element, and of null when it goes. */
  measure: (id: string, element: Element | null) => void;
}

export class Row extends Component<Props> {
  private readonly measured = (element: Element | null) => this.props.measure(this.props.entry.id, element);

  override shouldComponentUpdate(next: Props): boolean {
    return next.version !== this.props.version || next.entry !== this.props.entry;
  }

  override render() {
    const { entry } = this.props;
    return (
      <div class={`entry ${entry.kind}-entry`} ref={this.measured} data-entry={entry.id}>
        {drawn(entry)}
      </div>
    );
  }
}

function drawn(entry: Entry) {
  switch (entry.kind) {
    case "user":
      return <UserMessage entry={entry} />;
    case "answer":
      return <Answer entry={entry} />;
    case "thought":
      return <Thought entry={entry} />;
    case "tool":
      return <ToolCallLine entry={entry} />;
    case "plan":
      return <Plan entry={entry} />;
    case "permission":
      return <Permission entry={entry} />;
    case "question":
      return <Question entry={entry} />;
    case "changes":
      return <ChangeSetCard entry={entry} />;
    case "skills":
      return <SkillsUsed entry={entry} />;
    case "memories":
      return <MemoriesUsed entry={entry} />;
    case "learned":
      return <SkillLearned entry={entry} />;
    case "notice":
      return <Notice entry={entry} />;
    case "compaction":
      return <Compaction entry={entry} />;
    case "end":
      return <End entry={entry} />;
  }
}
