// A real server on a free port with a database of its own, one for each test file.

import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const binary = process.env.PORTAL_BINARY ?? new URL("../../target/debug/portal", import.meta.url).pathname;
const patience = 20_000;
// The portal reads PORTAL_… as settings: what the caller has set for itself must not change what is tested.
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("PORTAL_"))),
  // As cheap as a password may be hashed: every visitor signs in.
  PORTAL_HASH_MEMORY_KIB: "19456",
  PORTAL_HASH_ROUNDS: "2",
};

/**
 * Loads the demonstration data and serves it. Answers { url, signIns, signInOf, passwordOf, log, stop }.
 * `args` are further arguments of `portal serve`; `recordedOn` is the day on which everything was recorded, where it is not now.
 */
export async function startPortal({ args = [], recordedOn } = {}) {
  const data = await mkdtemp(join(tmpdir(), "portal-end2end-"));
  const signIns = await loadDemonstration(data, recordedOn);
  const address = `127.0.0.1:${await freePort()}`;
  const server = spawn(binary, ["serve", "--data", data, "--listen", address, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: environment,
  });
  const lines = [];
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => lines.push(String(text)));
  const log = () => lines.join("");
  // A test file that dies must not leave its server behind.
  const kill = () => server.kill("SIGKILL");
  process.on("exit", kill);

  const stop = async () => {
    process.off("exit", kill);
    await ended(server);
    await rm(data, { recursive: true, force: true });
  };
  try {
    await untilUp(`http://${address}/healthz`, server, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://${address}`, signIns, signInOf: pick(signIns), passwordOf: passwords(signIns), log, stop };
}

/** A copy of the one that xtask has made for all files, where there is one. */
async function loadDemonstration(data, recordedOn) {
  const made = process.env.PORTAL_TEST_DEMONSTRATION;
  if (made && !recordedOn) {
    await cp(join(made, "data"), data, { recursive: true });
    return JSON.parse(await readFile(join(made, "sign-ins.json"), "utf8"));
  }
  const day = recordedOn ? ["--recorded-on", recordedOn] : [];
  const { stdout } = await promisify(execFile)(binary, ["demo", "--json", "--data", data, ...day], { env: environment });
  return JSON.parse(stdout);
}

/** `signInOf("officer", "CUSTOMS")`: the sign-in of a role and, where the role has several, of a scope. */
function pick(signIns) {
  return (role, scope) => {
    const found = signIns.find((entry) => entry.role === role && (scope === undefined || entry.scope === scope));
    if (found) return found;
    const known = signIns.map((entry) => `${entry.role}/${entry.scope ?? "-"}`).join(", ");
    throw new Error(`no demonstration sign-in for ${role}/${scope ?? "*"}; there are: ${known}`);
  };
}

/** `passwordOf("customs")`: one role can have several sign-ins, a login is one person. */
function passwords(signIns) {
  return (login) => {
    const found = signIns.find((entry) => entry.login === login);
    if (!found) throw new Error(`no demonstration sign-in ${login}; there are: ${signIns.map((entry) => entry.login).join(", ")}`);
    return found.password;
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function untilUp(url, server, log) {
  const end = Date.now() + patience;
  while (Date.now() < end && server.exitCode === null) {
    const up = await fetch(url).then((answer) => answer.ok, () => false);
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the server did not come up at ${url}:\n${log()}`);
}

/** Asks the server to end, as an operator would; forces it when it does not drain in time. */
function ended(server) {
  if (server.exitCode !== null || server.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => server.kill("SIGKILL"), 5_000);
    server.once("exit", () => {
      clearTimeout(force);
      resolve();
    });
    server.kill("SIGTERM");
  });
}
