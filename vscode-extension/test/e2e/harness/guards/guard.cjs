// Loaded into every Node process below the editor: notes and refuses what would leave 127.0.0.1.
const { appendFileSync } = require("node:fs");
const dgram = require("node:dgram");
const dns = require("node:dns");
const net = require("node:net");

const LOCAL = /^(localhost|127(\.\d+){3}|::1|::ffff:127(\.\d+){3}|0\.0\.0\.0|::)$/i;

function note(entry) {
  appendFileSync(process.env.NETWORK_NOTES, `${JSON.stringify({ pid: process.pid, ...entry })}\n`);
}

/** An error if `host` is not this machine. */
function refusal(host, port) {
  if (!host || LOCAL.test(host)) return undefined;
  note({ outside: port ? `${host}:${port}` : host });
  return new Error(`Tests may not contact ${host}.`);
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  const options = typeof first === "object" ? first : { port: first, host: args[1] };
  const error = typeof options.host === "string" && !options.path ? refusal(options.host, options.port) : undefined;
  return error ? this.destroy(error) : connect.apply(this, args);
};

const lookup = dns.lookup;
dns.lookup = (host, ...args) => {
  const error = refusal(host);
  if (error) process.nextTick(args.at(-1), error);
  else lookup(host, ...args);
};

const lookupSoon = dns.promises.lookup;
dns.promises.lookup = async (host, ...args) => {
  const error = refusal(host);
  if (error) throw error;
  return lookupSoon(host, ...args);
};

const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) {
  const error = refusal(args.findLast((arg) => typeof arg === "string"));
  if (error) throw error;
  return send.apply(this, args);
};

note({ guarded: process.argv.join(" ") });
