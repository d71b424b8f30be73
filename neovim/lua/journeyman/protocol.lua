--- The objects, messages and updates of the protocol, for the type checker: there is nothing here to run.
--- Made by tests/protocol_lua.py from docs/protocol*.md, which say what everything means. Do not edit.
-- luacheck: no max line length

---@class journeyman.Branch
---@field sessionId string
---@field checkpointId? string

---@class journeyman.ChangeSet
---@field changeSetId string
---@field turnId string
---@field origin string
---@field createdAt string
---@field files { path: string, status: string, pending: integer, accepted: integer, rejected: integer, restorable: boolean }[]

---@class journeyman.Checkpoint
---@field checkpointId string
---@field turnId string
---@field prompt string
---@field createdAt string
---@field paths string[]

---@class journeyman.Choice
---@field id string|nil
---@field text string

---@class journeyman.Command
---@field name string
---@field description string

---@class journeyman.ConfigOption
---@field id string
---@field name string
---@field type string
---@field currentValue string
---@field options { value: string, name: string, description: string|nil }[]

---@class journeyman.ContentBlock
---@field type string
---@field text? string
---@field uri? string
---@field mimeType? string
---@field data? string
---@field resource? { uri: string|nil, text: string|nil }

---@class journeyman.Evidence
---@field kind string
---@field text string
---@field at string
---@field source string
---@field sessionId string|nil
---@field says string
---@field supports boolean
---@field weight number

---@class journeyman.Failure
---@field hunkId string
---@field reason string

---@class journeyman.FileDiff
---@field path string
---@field oldText string|nil
---@field newText string|nil
---@field hunks { hunkId: string, state: string, oldStart: integer, oldLines: integer, newStart: integer, newLines: integer, scope: string, problem: string }[]

---@class journeyman.FoundMemory
---@field kind "conclusion"|"message"|"episode"
---@field id string
---@field text string
---@field score number
---@field at string
---@field scope "workspace"|"user"
---@field sessionId? string
---@field externalId? string

---@class journeyman.FoundSkill
---@field name string
---@field description string
---@field score number
---@field state "candidate"|"trusted"
---@field scope "workspace"|"repository"|"user"|"other"
---@field why string

---@class journeyman.Learning
---@field requests integer
---@field inputTokens integer
---@field outputTokens integer

---@class journeyman.Memory
---@field id string
---@field scope "workspace"|"user"
---@field subject "user"|"project"
---@field slot string
---@field text string
---@field kind "explicit"|"deductive"|"inductive"
---@field confidence number
---@field status "active"|"contested"|"superseded"|"retired"
---@field pinned boolean
---@field validFrom string
---@field validTo string|nil
---@field supersededBy string|nil
---@field updatedAt string

---@class journeyman.Model
---@field id string
---@field contextWindow integer|nil
---@field maxContextWindow integer|nil
---@field tools boolean|nil
---@field vision boolean|nil
---@field thinking boolean|nil
---@field inputUsdPerMillion number|nil
---@field outputUsdPerMillion number|nil
---@field firstTokenMs integer|nil
---@field tokensPerSecond number|nil
---@field calledTool boolean|nil
---@field toolCalls "native"|"constrained"|"none"|nil
---@field parts journeyman.ProbePart[]
---@field checkedAt string|nil

---@class journeyman.OpenSessionResult
---@field sessionId string
---@field seq integer
---@field configOptions journeyman.ConfigOption[]
---@field commands journeyman.Command[]

---@class journeyman.Part
---@field name string
---@field tokens integer
---@field text? string

---@class journeyman.ProbePart
---@field name "answer"|"streaming"|"tool_call"|"two_tool_calls"|"constrained_call"|"long_input"
---@field outcome "right"|"wrong"|"cut_off"|"not_tried"
---@field message string

---@class journeyman.Question
---@field question string
---@field choices journeyman.Choice[]

---@class journeyman.RecommendedModel
---@field id string
---@field sizeBytes integer
---@field contextWindow integer
---@field goodFor string
---@field fits boolean|nil

---@class journeyman.RestoredFile
---@field path string
---@field action string
---@field reason string

---@class journeyman.SessionItem
---@field sessionId string
---@field title string
---@field createdAt string
---@field updatedAt string
---@field model string
---@field mode string
---@field parentId? string

---@class journeyman.Skill
---@field name string
---@field description string
---@field state "candidate"|"trusted"|"retired"
---@field reason string
---@field scope "workspace"|"repository"|"user"|"other"
---@field uri string
---@field version integer
---@field pinned boolean
---@field approved boolean
---@field usable boolean
---@field problem string
---@field uses integer
---@field successes integer
---@field failures integer
---@field createdAt string|nil
---@field lastUsedAt string|nil

---@class journeyman.SkillVersion
---@field version integer
---@field at string
---@field origin string
---@field reason string
---@field text string
---@field diff string

---@class journeyman.Suggestion
---@field label string
---@field insertText string
---@field kind string
---@field detail? string

---@class journeyman.Use
---@field at string
---@field version integer
---@field how string
---@field verdict string|nil
---@field followed boolean|nil
---@field steps integer|nil
---@field tokens integer|nil
---@field seconds number|nil

---@class journeyman.changes.diff.params Of journeyman/changes/diff.
---@field sessionId string
---@field changeSetId string

---@class journeyman.changes.diff.result Of journeyman/changes/diff.
---@field files journeyman.FileDiff[]

---@class journeyman.changes.list.params Of journeyman/changes/list.
---@field sessionId string

---@class journeyman.changes.list.result Of journeyman/changes/list.
---@field changeSets journeyman.ChangeSet[]

---@class journeyman.changes.resolve.params Of journeyman/changes/resolve.
---@field sessionId string
---@field changeSetId string
---@field action "accept"|"reject"
---@field hunkIds? string[]

---@class journeyman.changes.resolve.result Of journeyman/changes/resolve.
---@field resolved string[]
---@field failed journeyman.Failure[]

---@class journeyman.checkpoint.list.params Of journeyman/checkpoint/list.
---@field sessionId string

---@class journeyman.checkpoint.list.result Of journeyman/checkpoint/list.
---@field checkpoints journeyman.Checkpoint[]

---@class journeyman.checkpoint.restore.params Of journeyman/checkpoint/restore.
---@field sessionId string
---@field checkpointId string
---@field what "files"|"task"|"both"
---@field dryRun? boolean

---@class journeyman.checkpoint.restore.result Of journeyman/checkpoint/restore.
---@field files journeyman.RestoredFile[]
---@field prompt string

---@class journeyman.context.complete.params Of journeyman/context/complete.
---@field sessionId string
---@field text string
---@field position lsp.Position

---@class journeyman.context.complete.result Of journeyman/context/complete.
---@field items journeyman.Suggestion[]

---@class journeyman.context.preview.params Of journeyman/context/preview.
---@field sessionId string
---@field prompt? journeyman.ContentBlock[]
---@field texts? boolean

---@class journeyman.context.preview.result Of journeyman/context/preview.
---@field parts journeyman.Part[]
---@field total integer
---@field contextWindow integer
---@field learning journeyman.Learning

---@class journeyman.credential.get.params Of journeyman/credential/get.
---@field endpoint string

---@class journeyman.credential.get.result Of journeyman/credential/get.
---@field key? string

---@class journeyman.editor.didFocus.params Of journeyman/editor/didFocus.
---@field textDocument? lsp.TextDocumentIdentifier
---@field selection? lsp.Range

---@class journeyman.editor.query.params Of journeyman/editor/query.
---@field what "definition"|"references"|"symbols"|"hover"|"diagnostics"|"rename"
---@field root string
---@field uri? string
---@field position? lsp.Position
---@field query? string
---@field newName? string
---@field waitMs integer
---@field version? integer

---@class journeyman.editor.query.result Of journeyman/editor/query.
---@field locations? lsp.Location[]
---@field symbols? lsp.WorkspaceSymbol[]
---@field hover? string
---@field diagnostics? lsp.PublishDiagnosticsParams[]
---@field edit? lsp.WorkspaceEdit

---@class journeyman.editor.save.params Of journeyman/editor/save.
---@field uri string

---@class journeyman.editor.save.result Of journeyman/editor/save.
---@field saved boolean

---@class journeyman.episode.feedback.params Of journeyman/episode/feedback.
---@field sessionId string
---@field turnId string
---@field value "up"|"down"
---@field note? string

---@class journeyman.git.commitMessage.params Of journeyman/git/commitMessage.
---@field root string
---@field staged? boolean

---@class journeyman.git.commitMessage.result Of journeyman/git/commitMessage.
---@field text string

---@class journeyman.growth.summary.params Of journeyman/growth/summary.
---@field root string

---@class journeyman.growth.summary.result Of journeyman/growth/summary.
---@field kinds table<string, any>[]
---@field total table<string, any>
---@field learning table<string, any>
---@field note string
---@field confidence number

---@class journeyman.memory.add.params Of journeyman/memory/add.
---@field root string
---@field text string
---@field everywhere? boolean

---@class journeyman.memory.add.result Of journeyman/memory/add.
---@field memory journeyman.Memory

---@class journeyman.memory.consolidate.params Of journeyman/memory/consolidate.
---@field root string

---@class journeyman.memory.consolidate.result Of journeyman/memory/consolidate.
---@field text string
---@field questions journeyman.Question[]
---@field proposals journeyman.Memory[]

---@class journeyman.memory.didChange.params Of journeyman/memory/didChange.
---@field root string

---@class journeyman.memory.export.params Of journeyman/memory/export.
---@field root string

---@class journeyman.memory.export.result Of journeyman/memory/export.
---@field text string

---@class journeyman.memory.forget.params Of journeyman/memory/forget.
---@field root string
---@field id string

---@class journeyman.memory.forget.result Of journeyman/memory/forget.
---@field memory journeyman.Memory

---@class journeyman.memory.list.params Of journeyman/memory/list.
---@field root string
---@field scope? "workspace"|"user"
---@field status? "active"|"contested"|"superseded"|"retired"
---@field cursor? string

---@class journeyman.memory.list.result Of journeyman/memory/list.
---@field memories journeyman.Memory[]
---@field nextCursor? string

---@class journeyman.memory.profile.params Of journeyman/memory/profile.
---@field root string

---@class journeyman.memory.profile.result Of journeyman/memory/profile.
---@field user string
---@field workspace string
---@field tokens integer

---@class journeyman.memory.question.params Of journeyman/memory/question.
---@field root string
---@field question string
---@field choices journeyman.Choice[]
---@field everywhere boolean

---@class journeyman.memory.search.params Of journeyman/memory/search.
---@field root string
---@field query string
---@field limit? integer
---@field kinds? ("message"|"conclusion"|"episode")[]

---@class journeyman.memory.search.result Of journeyman/memory/search.
---@field items journeyman.FoundMemory[]

---@class journeyman.memory.update.params Of journeyman/memory/update.
---@field root string
---@field id string
---@field text? string
---@field pinned? boolean
---@field everywhere? boolean

---@class journeyman.memory.update.result Of journeyman/memory/update.
---@field memory journeyman.Memory

---@class journeyman.memory.why.params Of journeyman/memory/why.
---@field root string
---@field id string

---@class journeyman.memory.why.result Of journeyman/memory/why.
---@field memory journeyman.Memory
---@field evidence journeyman.Evidence[]
---@field others journeyman.Memory[]
---@field rule? string

---@class journeyman.memory.writeRule.params Of journeyman/memory/writeRule.
---@field root string
---@field id string

---@class journeyman.memory.writeRule.result Of journeyman/memory/writeRule.
---@field path string
---@field line string

---@class journeyman.model.list.params Of journeyman/model/list.
---@field root string

---@class journeyman.model.list.result Of journeyman/model/list.
---@field models journeyman.Model[]

---@class journeyman.model.probe.params Of journeyman/model/probe.
---@field root string
---@field model string
---@field workDoneToken? string

---@class journeyman.model.probe.result Of journeyman/model/probe.
---@field model string
---@field contextWindow integer|nil
---@field maxContextWindow integer|nil
---@field tools boolean|nil
---@field vision boolean|nil
---@field thinking boolean|nil
---@field inputUsdPerMillion number|nil
---@field outputUsdPerMillion number|nil
---@field firstTokenMs integer|nil
---@field tokensPerSecond number|nil
---@field calledTool boolean|nil
---@field toolCalls "native"|"constrained"|"none"
---@field checkedAt string
---@field problem string
---@field parts journeyman.ProbePart[]

---@class journeyman.model.pull.params Of journeyman/model/pull.
---@field root string
---@field model string
---@field workDoneToken? string

---@class journeyman.model.recommended.params Of journeyman/model/recommended.
---@field root string

---@class journeyman.model.recommended.result Of journeyman/model/recommended.
---@field service string
---@field canPull boolean
---@field models journeyman.RecommendedModel[]

---@class journeyman.permission.resolve.params Of journeyman/permission/resolve.
---@field sessionId string
---@field permissionId string
---@field optionId string
---@field feedback? string

---@class journeyman.question.resolve.params Of journeyman/question/resolve.
---@field sessionId string
---@field questionId string
---@field answer? string

---@class journeyman.session.cancel.params Of journeyman/session/cancel.
---@field sessionId string

---@class journeyman.session.delete.params Of journeyman/session/delete.
---@field root string
---@field sessionId string

---@class journeyman.session.export.params Of journeyman/session/export.
---@field root string
---@field sessionId string

---@class journeyman.session.export.result Of journeyman/session/export.
---@field text string

---@class journeyman.session.list.params Of journeyman/session/list.
---@field root string
---@field cursor? string
---@field query? string

---@class journeyman.session.list.result Of journeyman/session/list.
---@field sessions journeyman.SessionItem[]
---@field nextCursor? string

---@class journeyman.session.load.params Of journeyman/session/load.
---@field root string
---@field sessionId string

---@class journeyman.session.load.result Of journeyman/session/load.
---@field sessionId string
---@field seq integer
---@field configOptions journeyman.ConfigOption[]
---@field commands journeyman.Command[]

---@class journeyman.session.new.params Of journeyman/session/new.
---@field root string
---@field mode? string
---@field model? string
---@field from? journeyman.Branch

---@class journeyman.session.new.result Of journeyman/session/new.
---@field sessionId string
---@field seq integer
---@field configOptions journeyman.ConfigOption[]
---@field commands journeyman.Command[]

---@class journeyman.session.prompt.params Of journeyman/session/prompt.
---@field sessionId string
---@field prompt journeyman.ContentBlock[]
---@field delivery? "send"|"queue"|"steer"
---@field skill? string

---@class journeyman.session.prompt.result Of journeyman/session/prompt.
---@field turnId string

---@class journeyman.session.rename.params Of journeyman/session/rename.
---@field root string
---@field sessionId string
---@field title string

---@class journeyman.session.rename.result Of journeyman/session/rename.
---@field sessionId string
---@field title string
---@field createdAt string
---@field updatedAt string
---@field model string
---@field mode string
---@field parentId? string

---@class journeyman.session.setConfig.params Of journeyman/session/setConfig.
---@field sessionId string
---@field configId string
---@field value string

---@class journeyman.session.setConfig.result Of journeyman/session/setConfig.
---@field configOptions journeyman.ConfigOption[]

---@class journeyman.session.state.params Of journeyman/session/state.
---@field sessionId string
---@field sinceSeq? integer

---@class journeyman.session.state.result Of journeyman/session/state.
---@field seq integer
---@field reset boolean
---@field updates table<string, any>[]

---@class journeyman.session.update.params Of journeyman/session/update.
---@field sessionId string
---@field seq integer
---@field update table<string, any>

---@class journeyman.skill.approve.params Of journeyman/skill/approve.
---@field root string
---@field name string

---@class journeyman.skill.approve.result Of journeyman/skill/approve.
---@field skill journeyman.Skill

---@class journeyman.skill.delete.params Of journeyman/skill/delete.
---@field root string
---@field name string

---@class journeyman.skill.didChange.params Of journeyman/skill/didChange.
---@field root string

---@class journeyman.skill.get.params Of journeyman/skill/get.
---@field root string
---@field name string

---@class journeyman.skill.get.result Of journeyman/skill/get.
---@field skill journeyman.Skill
---@field text string
---@field resources string[]
---@field uses journeyman.Use[]

---@class journeyman.skill.history.params Of journeyman/skill/history.
---@field root string
---@field name string

---@class journeyman.skill.history.result Of journeyman/skill/history.
---@field versions journeyman.SkillVersion[]

---@class journeyman.skill.learnFromWork.params Of journeyman/skill/learnFromWork.
---@field root string
---@field key string

---@class journeyman.skill.list.params Of journeyman/skill/list.
---@field root string
---@field cursor? string

---@class journeyman.skill.list.result Of journeyman/skill/list.
---@field skills journeyman.Skill[]
---@field nextCursor? string

---@class journeyman.skill.offer.params Of journeyman/skill/offer.
---@field root string
---@field key string
---@field description string
---@field commits string[]

---@class journeyman.skill.rollback.params Of journeyman/skill/rollback.
---@field root string
---@field name string
---@field version? integer

---@class journeyman.skill.rollback.result Of journeyman/skill/rollback.
---@field skill journeyman.Skill
---@field diff string

---@class journeyman.skill.save.params Of journeyman/skill/save.
---@field root string
---@field name string
---@field text string

---@class journeyman.skill.save.result Of journeyman/skill/save.
---@field skill journeyman.Skill

---@class journeyman.skill.search.params Of journeyman/skill/search.
---@field root string
---@field query string
---@field limit? integer

---@class journeyman.skill.search.result Of journeyman/skill/search.
---@field items journeyman.FoundSkill[]

---@class journeyman.skill.setState.params Of journeyman/skill/setState.
---@field root string
---@field name string
---@field state? "candidate"|"trusted"|"retired"
---@field pinned? boolean

---@class journeyman.skill.setState.result Of journeyman/skill/setState.
---@field skill journeyman.Skill

---@class journeyman.skill.share.params Of journeyman/skill/share.
---@field root string
---@field name string
---@field scope? "repository"|"user"

---@class journeyman.skill.share.result Of journeyman/skill/share.
---@field skill journeyman.Skill

---@class journeyman.skill.suggest.params Of journeyman/skill/suggest.
---@field root string
---@field uri string
---@field name string
---@field title string
---@field why string

---@class journeyman.skill.teach.params Of journeyman/skill/teach.
---@field root string
---@field name string
---@field prompt string
---@field fits boolean

---@class journeyman.status.params Of journeyman/status.
---@field health "ok"|"warning"|"error"
---@field busy boolean
---@field message string
---@field model string
---@field contextWindow integer

---@class journeyman.workspace.didChangeTrust.params Of journeyman/workspace/didChangeTrust.
---@field root string
---@field trusted boolean

---@class journeyman.update.turn_state
---@field kind "turn_state"
---@field state string
---@field sessionId string
---@field turnId string
---@field stopReason? string
---@field usage? table<string, any>
---@field message? string
---@field content? { type: string, text: string }
---@field error? { kind: string, message: string, hint: string, command: string }

---@class journeyman.update.user_message_chunk
---@field kind "user_message_chunk"
---@field content { type: string, text: string|nil, mimeType: string|nil, data: string|nil }

---@class journeyman.update.agent_message_chunk
---@field kind "agent_message_chunk"
---@field content { type: string, text: string }

---@class journeyman.update.agent_thought_chunk
---@field kind "agent_thought_chunk"
---@field content { type: string, text: string }

---@class journeyman.update.usage_update
---@field kind "usage_update"
---@field usage table<string, any>

---@class journeyman.update.tool_call
---@field kind "tool_call"
---@field toolCallId string
---@field title string
---@field tool string
---@field toolKind string
---@field status string
---@field rawInput table<string, any>
---@field locations? { path: string }[]

---@class journeyman.update.plan
---@field kind "plan"
---@field entries { content: string, status: string, priority: string }[]

---@class journeyman.update.tool_call_update
---@field kind "tool_call_update"
---@field toolCallId string
---@field progress? string
---@field status? string
---@field exitCode? integer
---@field content? { type: string, path: string|nil, oldText: nil|string, newText: string|nil, content: { type: string, text: string }|nil }[]

---@class journeyman.update.notice
---@field kind "notice"
---@field noticeKind string
---@field text string

---@class journeyman.update.history_compacted
---@field kind "history_compacted"
---@field messages integer

---@class journeyman.update.history_restored
---@field kind "history_restored"
---@field messages integer

---@class journeyman.update.context_update
---@field kind "context_update"
---@field total integer
---@field contextWindow integer
---@field parts { name: string, tokens: integer }[]
---@field learning { requests: integer, inputTokens: integer, outputTokens: integer }

---@class journeyman.update.permission_pending
---@field kind "permission_pending"
---@field permissionId string
---@field toolCallId string
---@field title string
---@field tool string
---@field rawInput table<string, any>
---@field reason string
---@field rule string
---@field options { optionId: string, name: string, kind: string }[]

---@class journeyman.update.permission_resolved
---@field kind "permission_resolved"
---@field permissionId string
---@field optionId string

---@class journeyman.update.question_pending
---@field kind "question_pending"
---@field questionId string
---@field question string
---@field choices string[]

---@class journeyman.update.question_resolved
---@field kind "question_resolved"
---@field questionId string
---@field answer string

---@class journeyman.update.change_set
---@field kind "change_set"
---@field changeSetId string
---@field turnId string
---@field origin string
---@field createdAt string
---@field files { path: string, status: string, pending: integer, accepted: integer, rejected: integer, restorable: boolean }[]

---@class journeyman.update.session_info_update
---@field kind "session_info_update"
---@field title string

---@class journeyman.update.config_option_update
---@field kind "config_option_update"
---@field configOptions { id: string, name: string, type: string, currentValue: string, options: { value: string, name: string, description: string|nil }[] }[]

---@class journeyman.update.available_commands_update
---@field kind "available_commands_update"
---@field availableCommands { name: string, description: string }[]

---@class journeyman.update.skills_used
---@field kind "skills_used"
---@field skills { name: string, description: string, version: integer, how: string, why: string }[]

---@class journeyman.update.memories_used
---@field kind "memories_used"
---@field memories { kind: string, id: string, text: string, at: string, score: number }[]

---@class journeyman.update.skill_learned
---@field kind "skill_learned"
---@field what string
---@field name string
---@field description string
---@field state string
---@field version integer
---@field reason string
---@field turnId string
---@field diff string

---@alias journeyman.Update
---| journeyman.update.turn_state
---| journeyman.update.user_message_chunk
---| journeyman.update.agent_message_chunk
---| journeyman.update.agent_thought_chunk
---| journeyman.update.usage_update
---| journeyman.update.tool_call
---| journeyman.update.plan
---| journeyman.update.tool_call_update
---| journeyman.update.notice
---| journeyman.update.history_compacted
---| journeyman.update.history_restored
---| journeyman.update.context_update
---| journeyman.update.permission_pending
---| journeyman.update.permission_resolved
---| journeyman.update.question_pending
---| journeyman.update.question_resolved
---| journeyman.update.change_set
---| journeyman.update.session_info_update
---| journeyman.update.config_option_update
---| journeyman.update.available_commands_update
---| journeyman.update.skills_used
---| journeyman.update.memories_used
---| journeyman.update.skill_learned

return {}
