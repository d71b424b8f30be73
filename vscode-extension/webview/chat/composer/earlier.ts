/** Earlier prompts, walked through with the arrow keys like the history of a shell. */
export class Earlier {
  private index: number | undefined;
  /** What was written before the walk; it is at its end again. */
  private own = "";

  get isWalking(): boolean {
    return this.index !== undefined;
  }

  /** The prompt before, or undefined at the first one. */
  older(prompts: readonly string[], text: string): string | undefined {
    const from = this.index ?? prompts.length;
    if (from === 0) {
      return undefined;
    }
    if (this.index === undefined) {
      this.own = text;
    }
    this.index = from - 1;
    return prompts[this.index];
  }

  newer(prompts: readonly string[]): string | undefined {
    if (this.index === undefined) {
      return undefined;
    }
    this.index += 1;
    if (this.index < prompts.length) {
      return prompts[this.index];
    }
    this.index = undefined;
    return this.own;
  }

  leave(): void {
    this.index = undefined;
  }
}
