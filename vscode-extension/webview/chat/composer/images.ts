import type { Image } from "../../../src/updates";
import { t } from "../../shared/l10n";

/** As docs/protocol-sessions.md has it. */
const MAX_IMAGES = 10;
export const MAX_IMAGE_BYTES = 5_242_880;
const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

export interface Taken {
  images: Image[];
  /** What was left out and why, for the user. */
  problems: string[];
}

/** Reads images to go with a prompt that has some already. */
export async function takeImages(files: readonly File[], present: number): Promise<Taken> {
  const problems: string[] = [];
  const fitting = files.filter((file) => {
    const problem = complaint(file);
    if (problem) {
      problems.push(problem);
    }
    return !problem;
  });
  const room = Math.max(0, MAX_IMAGES - present);
  if (fitting.length > room) {
    problems.push(t("A prompt takes {0} images; the others were left out.", MAX_IMAGES));
  }
  const images = await Promise.all(fitting.slice(0, room).map(read));
  return { images, problems };
}

function complaint(file: File): string {
  if (!TYPES.includes(file.type)) {
    return t("{0} is not a PNG, JPEG, GIF or WebP image.", file.name);
  }
  if (file.size > MAX_IMAGE_BYTES) {
    return t("{0} is larger than 5 MB. Make it smaller.", file.name);
  }
  return "";
}

async function read(file: File): Promise<Image> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  // In pieces: each byte becomes an argument.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return { type: "image", mimeType: file.type, data: btoa(binary) };
}
