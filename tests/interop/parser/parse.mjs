// Reads an AsyncAPI document as its official parser does; prints what it found and every complaint as JSON.
import { Parser, fromFile } from '@asyncapi/parser';

const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
const messages = document?.allMessages().all() ?? [];

console.log(JSON.stringify({
  version: document?.version(),
  channels: document?.allChannels().all().map((channel) => channel.address()),
  payloads: Object.fromEntries(messages.map((message) => [message.name(), Boolean(message.payload()?.properties()?.data)])),
  complaints: diagnostics.map(({ code, severity, message, path }) => ({ code, severity, message, path: path.join('.') })),
}));
