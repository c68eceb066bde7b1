/** Names and values inside the worker's own SQL. Nothing reaches a statement unquoted. */
export const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;
