// Requests to the house's own API, on the strength of the page's cookie.

export class Refused extends Error {
  constructor(status, detail, version) {
    super(detail);
    this.status = status;
    this.version = version;
  }
}

const REASONS = {
  401: "Your sign-in has ended. Sign in again in another tab, then repeat this; nothing typed here is lost.",
  403: "Only the session's clinician or a supervisor can do this.",
  410: "Consent was revoked; this can no longer be read.",
};

export async function send(method, path, body, { version } = {}) {
  const headers = { "Content-Type": "application/json", "X-Inglenook": "1" };
  if (version !== undefined) headers["If-Match"] = `"${version}"`;
  let response;
  try {
    response = await fetch(path, { method, headers, body: JSON.stringify(body) });
  } catch {
    throw new Refused(0, "The server cannot be reached. What you typed is still here.");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const own = path.endsWith("sign") ? answer.detail : undefined; // a signature asks for more
  const detail = own ?? REASONS[response.status] ?? answer.detail ?? "That did not work.";
  throw new Refused(response.status, detail, response.headers.get("ETag"));
}

// Whether a draft's sentences are being written anew; null where that cannot be told just now.
export async function progress(draft) {
  try {
    const response = await fetch(`${draft}/progress`);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

export async function freshPage() {
  const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!response.ok) throw new Refused(response.status, REASONS[response.status] ?? "That did not work.");
  return new DOMParser().parseFromString(await response.text(), "text/html");
}
