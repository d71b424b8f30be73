/** Files that are dropped on the box: what they are called in a prompt. */
import { fileMention } from "../../../src/chat/mentionNames";
import { insideFolder } from "../../../src/insideFolder";

export interface Dropped {
  mentions: string[];
  /** What lies outside of the folder. */
  outside: string[];
}

/** Reads what VS Code's explorer, or another program, has put into a drag. */
export function droppedFiles(drag: Pick<DataTransfer, "getData">, root: string): Dropped {
  const list = drag.getData("application/vnd.code.uri-list") || drag.getData("text/uri-list");
  const uris = list.split(/\r?\n/).filter((line) => line && !line.startsWith("#"));
  const dropped: Dropped = { mentions: [], outside: [] };
  const folder = `${decoded(root)}/`;
  for (const uri of uris) {
    const name = decoded(uri);
    const path = name?.startsWith(folder) ? name.slice(folder.length) : "";
    if (insideFolder(path)) {
      dropped.mentions.push(`@${fileMention(path)}`);
    } else {
      dropped.outside.push(name ?? uri);
    }
  }
  return dropped;
}

function decoded(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri);
  } catch {
    return undefined;
  }
}
