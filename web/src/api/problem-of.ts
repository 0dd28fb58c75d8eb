import { Problem, type ProblemBody } from './problem';

/** Reads the problem+json of a refusal; an answer that is not JSON becomes a problem with its status text. */
export async function problemOf(response: Response): Promise<Problem> {
  let body: ProblemBody = {};
  try {
    body = (await response.json()) as ProblemBody;
  } catch {
    body = { title: response.statusText };
  }
  return new Problem(response.status, body);
}
