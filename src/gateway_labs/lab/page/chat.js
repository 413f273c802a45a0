// The chat page of `labs run`: a WebSocket client of the learner's application, and the list of
// what the server sees. Everything that came over the network is set as text, never as HTML.
"use strict";

const $ = (selector) => document.querySelector(selector);
const tab = Math.random().toString(36).slice(2, 10);
const numbers = new Map(); // "#1" -> the name of the tab that opened it

let place = null; // {path, room}, from the server's hello
let socket = null;
let run = null;
let lastEvent = 0;

// The texts are the catalogue's: the server writes them into the page.
const TEXTS = JSON.parse($("#texts").textContent);

// The text of "table.name" with its {fields} filled in.
function words(key, fields = {}) {
  const [table, name] = key.split(".");
  return fill(TEXTS[table][name], fields);
}

function fill(text, fields) {
  return text.replace(/\{(\w+)\}/g, (field, name) => fields[name] ?? field);
}

function closeWords(code) {
  if (code >= 4000) return words("close_codes.own");
  return TEXTS.close_codes[code] || words("close_codes.other");
}

function add(list, text, className) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  const item = document.createElement("li");
  item.textContent = text;
  if (className) item.className = className;
  list.append(item);
  while (list.children.length > 500) list.firstChild.remove();
  // After the frame, when the item's own small print is in it.
  if (atEnd) requestAnimationFrame(() => (list.scrollTop = list.scrollHeight));
  return item;
}

function addSmall(item, text, tag = "small", className = "") {
  const small = document.createElement(tag);
  small.textContent = text;
  small.className = className;
  item.append(small);
}

function say(element, state, text) {
  element.dataset.state = state;
  element.textContent = text;
}

// The connection

function address() {
  const path = place.room
    ? place.room.before + encodeURIComponent($("#room").value) + place.room.after
    : place.path;
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return { path, url: `${scheme}//${location.host}${path}?_labs=${tab}` };
}

function showOpen(open) {
  $("#connect").disabled = open;
  $("#disconnect").disabled = !open;
  $("#room").disabled = open;
  for (const button of $("#composer").querySelectorAll("button")) {
    button.disabled = !open || socket.readyState !== WebSocket.OPEN;
  }
}

function connect() {
  if (!place) return;
  const { path, url } = address();
  const shown = decodeURIComponent(path);
  const own = new WebSocket(url);
  let accepted = false;
  socket = own;
  own.binaryType = "arraybuffer";
  say($("#socket"), "wait", words("socket.connecting", { path: shown }));
  showOpen(true);
  own.onopen = () => {
    accepted = true;
    say($("#socket"), "on", words("socket.connected", { path: shown }));
    showOpen(true);
    $("#message").focus();
  };
  own.onmessage = (event) => showAnswer(event.data);
  own.onclose = (event) => {
    const end = { code: event.code, meaning: closeWords(event.code) };
    const text = accepted ? words("socket.closed", end) : words("socket.refused", end);
    say($("#socket"), accepted && event.code === 1000 ? "off" : "bad", text);
    add($("#chat"), text, "note");
    const wasInComposer = $("#composer").contains(document.activeElement);
    $("#connect").textContent = words("socket.reconnect");
    $("#who").textContent = "";
    showOpen(false);
    if (wasInComposer) $("#connect").focus();
  };
}

function showAnswer(data) {
  const chat = $("#chat");
  if (data instanceof ArrayBuffer) {
    add(chat, words("messages.binary", { count: data.byteLength }));
    return;
  }
  let value = null;
  try {
    value = JSON.parse(data);
  } catch {
    addSmall(add(chat, data), words("messages.not_json"));
    return;
  }
  if (value && typeof value.error === "string") {
    const item = add(chat, words("messages.error", { error: value.error }), "error");
    addSmall(item, words("messages.answer"));
  } else if (value && "message" in Object(value)) {
    const item = add(chat, typeof value.message === "string" ? value.message : data);
    if (typeof value.room === "string") addSmall(item, words("messages.room", { room: value.room }));
  } else {
    addSmall(add(chat, data), words("messages.no_message"));
  }
}

function send(as) {
  const box = $("#message");
  const text = box.value;
  let shown = text;
  if (as === "raw") shown = words("messages.sent_raw", { text });
  if (as === "binary") shown = words("messages.sent_binary", { text });
  if (!socket || socket.readyState !== WebSocket.OPEN) return;
  addSmall(add($("#chat"), shown, "mine"), words("messages.you"));
  if (as === "json") socket.send(JSON.stringify({ message: text }));
  else if (as === "raw") socket.send(text);
  else socket.send(new TextEncoder().encode(text));
  box.value = "";
  box.focus();
}

// The wire

function wireText(event) {
  const { who, kind, direction, tab: from, frames, ...content } = event;
  const client = numbers.get(who) === tab ? words("tabs.this_tab", { who }) : who;
  const start = `${client} ${direction === "in" ? "→" : "←"}`;
  if (Object.hasOwn(TEXTS.wire, kind)) return `${start} ${fill(TEXTS.wire[kind], content)}`;
  const details = Object.entries(content).map(([key, value]) =>
    kind.startsWith("websocket.") ? `${key}=${value}` : value,
  );
  return [start, kind, ...details].filter(Boolean).join(" ");
}

function showEvent(event) {
  if (event.kind === "handshake" && event.tab) {
    numbers.set(event.who, event.tab);
    if (event.tab === tab) $("#who").textContent = words("tabs.you_are", { who: event.who });
  }
  const bad = ["raise", "traceback"].includes(event.kind);
  if (event.kind === "traceback") {
    const last = add($("#wire"), `${event.who} ← ${words("wire.traceback")}`, "bad");
    addSmall(last, event.frames, "span", "frames");
    return;
  }
  add($("#wire"), wireText(event), bad ? "bad" : event.direction);
}

function hello(given) {
  const again = run !== null && given.run !== run;
  if (given.run !== run) lastEvent = 0;
  if (again) {
    numbers.clear();
    add($("#wire"), words("server.again"), "note");
  }
  if (run === null) {
    $("#room").value = given.room ? given.room.name : "";
  }
  run = given.run;
  place = given;
  for (const part of [$("#room"), $("#room-label")]) part.hidden = !given.room;
  $("#problem").hidden = !given.problem;
  $("#problem pre").textContent = given.problem || "";
  if (given.problem) say($("#server"), "bad", words("server.without_work"));
  else say($("#server"), "on", words("server.runs"));
}

function listen() {
  const events = new EventSource("/_labs/events");
  events.addEventListener("hello", (message) => hello(JSON.parse(message.data)));
  events.onmessage = (message) => {
    const number = Number(message.lastEventId);
    if (number <= lastEvent) return; // After a reconnect, the server says again what it kept.
    lastEvent = number;
    showEvent(JSON.parse(message.data));
  };
  events.onerror = () => {
    say($("#server"), "bad", words("server.stopped"));
    // A browser gives up after some kinds of errors; this page does not.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 1000);
  };
  addEventListener("pagehide", () => events.close());
}

$("#connection").addEventListener("submit", (event) => {
  event.preventDefault();
  connect();
});
$("#disconnect").addEventListener("click", () => socket && socket.close(1000));
$("#composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send("json");
});
$("#composer").addEventListener("click", (event) => {
  const as = event.target.dataset && event.target.dataset.as;
  if (as) send(as);
});
$("#message").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send("json");
  }
});
$("#clear").addEventListener("click", () => $("#wire").replaceChildren());
listen();
