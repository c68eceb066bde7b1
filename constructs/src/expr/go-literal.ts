/**
 * A Go string literal, valid inside a template action; source: Go specification, "String literals". JSON's escapes are a subset of Go's,
 * and `{{` cannot end an action early inside quotes.
 */
export const escapedText = (text: string): string => JSON.stringify(text);
