/** A model service on 127.0.0.1 that says what a test wrote down, piece by piece, and stops where it is told to. */
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export const MODEL_NAME = "tiny";
const WAIT_MS = 30_000;
/** About what models need for English. */
const CHARACTERS_PER_TOKEN = 4;

/** A piece of an answer. At a gate the answer stops until the test opens it; one that is `away` says for how long. */
export type Piece =
  | { say: string }
  | { think: string }
  | { call: string; arguments: Record<string, unknown> }
  | { gate: Gate }
  | { away: number };

export type Answer = readonly Piece[];

/** Open once, open for ever. */
export class Gate {
  open!: () => void;
  readonly opened = new Promise<void>((resolve) => {
    this.open = resolve;
  });
}

export const say = (words: string): Piece => ({ say: words });
export const think = (words: string): Piece => ({ think: words });
export const call = (tool: string, args: Record<string, unknown> = {}): Piece => ({ call: tool, arguments: args });
/** The service cannot answer now, and wants to be asked again in so many seconds. */
export const away = (seconds: number): Piece => ({ away: seconds });
export const wait = (gate: Gate): Piece => ({ gate });
export const edit = (path: string, ...edits: { old: string; new: string }[]): Piece =>
  call("edit_file", { path, edits });

/** The body of a request for chat completions, as far as tests look at it. */
export interface ModelRequest {
  messages: { role: string; content: string }[];
  tools?: { function: { name: string } }[];
  response_format?: { json_schema: { schema: { title?: string } } };
}

export class Model {
  /** All that came, but for questions that want JSON. */
  readonly requests: ModelRequest[] = [];
  /** Questions that want JSON are answered by the title of their schema, such as `learn_skill`. */
  readonly answersTo = new Map<string, Answer[]>();
  private answers: Answer[] = [];
  private readonly events = new EventEmitter();
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  static async start(): Promise<Model> {
    const model = new Model();
    await new Promise<void>((resolve) => model.server.listen(0, "127.0.0.1", resolve));
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** The settings of Journeyman that lead to this model. */
  get settings(): Record<string, unknown> {
    return { "journeyman.provider": "openai", "journeyman.endpoint": this.url, "journeyman.model": MODEL_NAME };
  }

  /** Adds answers to those not given yet. */
  will(...answers: Answer[]): void {
    this.answers.push(...answers);
  }

  /** Forgets the answers not given yet. */
  willNot(): void {
    this.answers = [];
    this.answersTo.clear();
  }

  /** Resolves with the request number `count`, counted from 1, when it has come. */
  async asked(count: number): Promise<ModelRequest> {
    const signal = AbortSignal.timeout(WAIT_MS);
    while (this.requests.length < count) {
      await once(this.events, "request", { signal }).catch((cause: unknown) => {
        throw new Error(`The model was asked ${this.requests.length} times, not ${count}.`, { cause });
      });
    }
    return this.requests[count - 1] as ModelRequest;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (request.method === "GET" && request.url?.endsWith("/models")) {
      return send(response, 200, { object: "list", data: [{ id: MODEL_NAME, object: "model" }] });
    }
    if (!request.url?.endsWith("/chat/completions")) {
      return send(response, 404, { error: { message: "not found" } });
    }
    const asked = JSON.parse(body) as ModelRequest;
    const answer = this.answer(asked);
    if (!answer) return send(response, 400, { error: { message: "The test has no answer ready." } });
    const [first] = answer;
    if (first && "away" in first) {
      response.setHeader("Retry-After", first.away);
      return send(response, 503, { error: { message: "The model is being loaded." } });
    }
    await stream(response, answer, Math.ceil(body.length / CHARACTERS_PER_TOKEN));
  }

  private answer(asked: ModelRequest): Answer | undefined {
    const schema = asked.response_format?.json_schema.schema;
    if (schema) return this.answersTo.get(schema.title ?? "")?.shift();
    this.requests.push(asked);
    this.events.emit("request");
    return this.answers.shift();
  }
}

async function stream(response: ServerResponse, answer: Answer, promptTokens: number): Promise<void> {
  const hungUp = new Promise<void>((resolve) => response.once("close", resolve));
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  response.flushHeaders();
  const write = (chunk: unknown) => response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  for (const [index, piece] of answer.entries()) {
    if ("gate" in piece) await Promise.race([piece.gate.opened, hungUp]);
    for (const delta of deltas(piece, index)) write({ choices: [{ index: 0, delta }] });
  }
  const reason = answer.some((piece) => "call" in piece) ? "tool_calls" : "stop";
  write({ choices: [{ index: 0, delta: {}, finish_reason: reason }] });
  const usage = { prompt_tokens: promptTokens, completion_tokens: 10, total_tokens: promptTokens + 10 };
  write({ choices: [], usage });
  response.end("data: [DONE]\n\n");
}

/** What a piece is on the wire, word by word. */
function deltas(piece: Piece, index: number): object[] {
  if ("say" in piece) return words(piece.say).map((content) => ({ content }));
  if ("think" in piece) return words(piece.think).map((reasoning_content) => ({ reasoning_content }));
  if ("gate" in piece || "away" in piece) return [];
  const called = { name: piece.call, arguments: JSON.stringify(piece.arguments) };
  return [{ tool_calls: [{ index, id: `call_${index}`, type: "function", function: called }] }];
}

const words = (sentence: string) => sentence.match(/\S*\s*/g)?.filter(Boolean) ?? [];

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}
