/** One server-sent event. */
export interface StreamEvent {
  id: string;
  type: string;
  data: string;
}

/**
 * Cuts a server-sent event stream into events. Feed it the decoded chunks in order; a chunk may end anywhere.
 * Comments (the server's heartbeat) produce nothing.
 */
export class StreamParser {
  private rest = '';
  private id = '';
  private type = '';
  private data: string[] = [];

  feed(chunk: string): StreamEvent[] {
    const out: StreamEvent[] = [];
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line === '') {
        if (this.data.length > 0) out.push({ id: this.id, type: this.type || 'message', data: this.data.join('\n') });
        this.type = '';
        this.data = [];
        continue;
      }
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'data') this.data.push(value);
      else if (field === 'event') this.type = value;
      else if (field === 'id') this.id = value;
    }
    return out;
  }
}
