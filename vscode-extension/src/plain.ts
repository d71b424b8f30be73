/** A text of others, where VS Code would read links, which may run commands, and icons into it. */
export const plain = (text: string): string => text.replaceAll("](", "] (").replaceAll("$(", "$ (");
