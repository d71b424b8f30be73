"""How models at Bedrock are told how much to think: each maker has its own way."""

from typing import Any, Literal

from .endpoint import Thinking

ThinkingStyle = Literal["", "adaptive", "budget", "nova", "effort"]
"""Claude from 4.6 on, Claude before, Nova 2, and gpt-oss; empty: there is none."""

MIN_BUDGET = 1024
"""In tokens, of Claude. https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html"""
_BUDGETS = {"low": 2048, "medium": 8192, "high": 16384}


def thinking_fields(style: ThinkingStyle, thinking: Thinking | None, max_output_tokens: int) -> dict[str, Any]:
    """Return what is added to a request; nothing where the model does by itself what is wished."""
    if thinking in {None, "off"} or not style:
        return {}
    effort = "medium" if thinking == "on" else str(thinking)
    fields: dict[str, Any]
    match style:
        case "budget":
            # The limit is for thoughts and answer together.
            budget = min(_BUDGETS[effort], max_output_tokens // 2)
            fields = {"thinking": {"type": "enabled", "budget_tokens": budget}} if budget >= MIN_BUDGET else {}
        case "adaptive":
            wished: dict[str, Any] = {"output_config": {"effort": effort}} if thinking != "on" else {}
            fields = {"thinking": {"type": "adaptive"}, **wished}
        case "nova":
            # More than that takes no limit of the answer's length, and ours has to hold.
            fields = {"reasoningConfig": {"type": "enabled", "maxReasoningEffort": effort.replace("high", "medium")}}
        case "effort":
            fields = {"reasoning_effort": effort}
    return {"additionalModelRequestFields": fields} if fields else {}
