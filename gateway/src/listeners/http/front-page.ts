/** What a browser shows at `/`: static, without a script, and with nothing in it that is secret. */
export const frontPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Brooder</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
<h1>Brooder</h1>
<p>A multi-tenant DuckDB warehouse. Connect with the Postgres protocol or with Arrow Flight SQL; this port is for administration.</p>
<ul>
<li>REST is under <code>/api/v1</code> and asks for the header <code>X-Brooder-Internal-Secret</code>.</li>
<li>Its description is at <code>/openapi.json</code>, behind the same header.</li>
<li>The guide is in the directory <code>docs/</code> of the Brooder package.</li>
</ul>
</html>
`;

export const frontPageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
} as const;
