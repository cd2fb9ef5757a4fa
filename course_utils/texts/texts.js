// The texts of the page in the course's language: TEXTS holds what is translated, see display/scripts.py.

export const gettext = (text) => TEXTS[text] ?? text;

// A text whose placeholders, {name}, are filled with texts or nodes: as a list, and as one string.
export const woven = (text, parts) => text.split(/\{(\w+)\}/).flatMap((piece, i) => (i % 2 ? parts[piece] : piece));
export const filled = (text, parts) => woven(text, parts).join("");
