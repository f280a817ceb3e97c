// A real SMTP server that misbehaves on order. First line on standard input: settings; every further line: {"behave": {...}}.
// Standard output: one JSON object a line: {ready}, {connected}, {mail}, {dropped}, {behaving}, {reported}.
import { createInterface } from "node:readline";
import { SMTPServer } from "smtp-server";

let server;
let behaviour = {};
const perConnection = new Map();

// A repeatable stream of numbers from 0 to 1 for faults at random (a linear congruential generator).
let seed = 1;
const chance = (share) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return share > 0 && seed / 2 ** 32 < share;
};

const tell = (event) => process.stdout.write(JSON.stringify(event) + "\n");
const refusal = (code, text) => Object.assign(new Error(text), { responseCode: code });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Takes one use of a fault that is to strike a number of times only.
function strikes(fault) {
  if (!fault || fault.times === 0) return false;
  if (fault.times > 0) fault.times--;
  return true;
}

function drop(session, where) {
  tell({ dropped: where });
  for (const connection of server.connections) {
    if (connection.id === session.id) connection._socket.destroy();
  }
}

function start(settings) {
  server = new SMTPServer({
    secure: settings.tls === "implicit",
    hideSTARTTLS: settings.tls === "none",
    key: settings.key,
    cert: settings.cert,
    authOptional: !settings.user,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 100,
    logger: false,
    onConnect(session, done) {
      tell({ connected: session.id });
      if (strikes(behaviour.connect)) return done(refusal(behaviour.connect.code, "not now"));
      done();
    },
    authMethods: settings.token ? ["XOAUTH2"] : ["PLAIN", "LOGIN"],
    onAuth(auth, session, done) {
      if (settings.token) {
        const known = auth.username === settings.user && auth.accessToken === settings.token;
        // The wrong token ends the exchange with an explanation (RFC 7628) and then 535.
        return known ? done(null, { user: auth.username }) : done(null, { data: { status: "401", schemes: "bearer" } });
      }
      const right = auth.username === settings.user && auth.password === settings.password;
      done(right ? null : refusal(535, "5.7.8 Authentication failed"), right ? { user: auth.username } : undefined);
    },
    async onMailFrom(address, session, done) {
      const used = perConnection.get(session.id) ?? 0;
      perConnection.set(session.id, used + 1);
      if (behaviour.perConnection && used >= behaviour.perConnection) return done(refusal(421, "4.7.0 Too many messages on this connection"));
      if (behaviour.slow?.at === "mail") await pause(behaviour.slow.ms);
      const random = behaviour.random ?? {};
      if (chance(random.dropBefore)) return drop(session, "mail");
      if (chance(random.temporary)) return done(refusal(451, "4.3.0 try again"));
      if (strikes(behaviour.mail)) return done(refusal(behaviour.mail.code, "sender refused"));
      done();
    },
    onRcptTo(address, session, done) {
      if (behaviour.drop?.at === "rcpt" && strikes(behaviour.drop)) return drop(session, "rcpt");
      const fault = behaviour.recipients?.[address.address];
      if (strikes(fault)) return done(refusal(fault.code, fault.text ?? "recipient refused"));
      done();
    },
    onData(stream, session, done) {
      if (behaviour.drop?.at === "content" && strikes(behaviour.drop)) {
        stream.once("data", () => drop(session, "content"));
        return;
      }
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", async () => {
        if (chance(behaviour.random?.dropWithin)) return drop(session, "content");
        if (strikes(behaviour.content)) return done(refusal(behaviour.content.code, "content refused"));
        if (behaviour.quiet) {
          tell({ counted: true });
        } else tell({
          mail: {
            from: session.envelope.mailFrom.address,
            to: session.envelope.rcptTo.map((recipient) => recipient.address),
            secure: session.secure,
            user: session.user ?? null,
            connection: session.id,
            raw: Buffer.concat(chunks).toString("base64"),
          },
        });
        if (chance(behaviour.random?.dropAfter)) return drop(session, "answer");
        if (behaviour.drop?.at === "answer" && strikes(behaviour.drop)) return drop(session, "answer");
        if (behaviour.slow?.at === "answer") await pause(behaviour.slow.ms);
        done(null, "2.0.0 accepted");
      });
    },
  });
  // Clients that leave in the middle are what the tests are about.
  server.on("error", () => {});
  server.listen(0, "127.0.0.1", () => tell({ ready: server.server.address().port }));
}

const input = createInterface({ input: process.stdin });
input.on("line", (line) => {
  const order = JSON.parse(line);
  if (order.behave) {
    behaviour = order.behave;
    seed = behaviour.random?.seed ?? seed;
    tell({ behaving: true });
  } else if (order.report) {
    // All that was told before this stands before it on the same pipe.
    tell({ reported: true });
  } else {
    start(order);
  }
});
// The end of the test process ends the server as well.
input.on("close", () => process.exit(0));
