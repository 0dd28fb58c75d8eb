import type { components } from './schema.gen';

export type ProblemBody = Partial<components['schemas']['Problem']>;

/** A refusal of the server: a sentence for the person, and the article of law behind it when there is one. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string;
  readonly law: string;
  readonly article: string;

  constructor(status: number, body: ProblemBody) {
    super(body.detail || body.title || String(status));
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? '';
    this.field = body.field ?? '';
    this.law = body.law ?? '';
    this.article = body.article ?? '';
  }

  /** The sentence, with the article in brackets: 「…(安全生产法 第三十六条)」. */
  get sentence(): string {
    const basis = [this.law, this.article].filter(Boolean).join(' ');
    return basis ? `${this.message}(${basis})` : this.message;
  }
}

/** The request never reached the server, or its answer never came back. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause });
    this.name = 'Unreachable';
  }
}
