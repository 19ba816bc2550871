// The rival in another language: Node with the `ws` package, doing no more than sending each event to its audience.
//
//     node node.mjs PORT WS       (WS: the folder of the ws package)
//
// There are no permits here: the first frame names an audience and is believed.
import { createInterface } from "node:readline";

const [port, folder] = process.argv.slice(2);
const { WebSocketServer } = await import(`${folder}/wrapper.mjs`);
const REMARK = "7f2c1c52-5f0e-4b4e-9a38-0d7f6a2f9c11";
const rooms = { residents: new Set(), staff: new Set(), screen: new Set() };
const server = new WebSocketServer({ port: Number(port), host: "127.0.0.1", perMessageDeflate: false });

server.on("connection", (socket) => {
  socket.once("message", (message) => {
    const room = rooms[JSON.parse(message).audience];
    room.add(socket);
    socket.on("close", () => room.delete(socket));
    socket.send(JSON.stringify({ hello: {} }));
  });
  socket.on("error", () => socket.terminate());
});

function event(position, audience, size) {
  const remark = { name: "王阿姨", stance: "for", on_paper: false, text: "" };
  if (audience === "staff") Object.assign(remark, { state: "shown", why: "" });
  const frame = { p: position, t: "remark.send", at: 0, d: { set: { [`remarks.${REMARK}`]: remark } } };
  // A number of this size would lose its last digits in JavaScript: it goes in as text.
  const at = process.hrtime.bigint().toString();
  const whole = () => JSON.stringify(frame).replace('"at":0', `"at":${at}`);
  remark.text = "x".repeat(size - Buffer.byteLength(whole()));
  return whole();
}

let position = 0;

function publish(size) {
  position += 1;
  for (const [audience, room] of Object.entries(rooms)) {
    const message = event(position, audience, size);
    for (const socket of room) socket.send(message);
  }
}

function answer(name) {
  console.log(JSON.stringify({ done: name, pos: position }));
}

createInterface({ input: process.stdin }).on("line", (line) => {
  const [name, count, rate, size] = line.split(" ");
  if (name !== "publish") return answer(name);
  let sent = 0;
  const began = performance.now();
  const next = () => {
    publish(Number(size));
    sent += 1;
    if (sent === Number(count)) return answer(name);
    setTimeout(next, began + (sent * 1000) / Number(rate) - performance.now());
  };
  next();
});
