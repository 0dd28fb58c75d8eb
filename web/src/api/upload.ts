import { api, body } from './client';
import { uploadFile, type FileNote } from './files';
import { Problem, Unreachable, type ProblemBody } from './problem';

/** Files up to this size go in one request; larger ones in pieces that survive a lost line or a closed page. */
export const small = 4_000_000;
const piece = 8_000_000;

export interface Sending {
  /** Ends when the file is in the case; fails with the refusal. */
  done: Promise<void>;
  pause: () => void;
  resume: () => void;
}

/** Sends a file into a case. A large one goes on where an earlier attempt with the same file stopped, even after a reload. */
export function sendFile(caseId: string, file: File, what: FileNote, tell: (share: number, resumed: boolean) => void): Sending {
  if (file.size <= small && !what.began_at && !what.ended_at) { // only a whole upload is taken with its times
    return { done: uploadFile(caseId, file, undefined, what).then(() => tell(1, false)), pause: () => {}, resume: () => {} };
  }
  let act: { start: () => void; abort: () => Promise<void> } | undefined;
  let paused = false;
  const done = (async () => {
    const { Upload } = await import('tus-js-client');
    const id = await new Promise<string>((whole, broken) => {
      let resumed = false;
      const u = new Upload(file, {
        endpoint: '/api/uploads',
        chunkSize: piece,
        metadata: { filename: file.name },
        retryDelays: [0, 1000, 3000, 5000, 10_000],
        removeFingerprintOnSuccess: true,
        onProgress: (sent, all) => tell(all ? sent / all : 0, resumed),
        onSuccess: () => whole(u.url?.split('/').pop() ?? ''),
        onError: (e) => broken(problemOfUpload(e)),
      });
      act = u;
      void u.findPreviousUploads().then((earlier) => {
        const last = earlier.at(-1);
        if (last) {
          resumed = true;
          u.resumeFromPreviousUpload(last);
        }
        if (!paused) u.start();
      });
    });
    await takeUpload(caseId, id, what);
  })();
  return {
    done,
    pause: () => {
      paused = true;
      void act?.abort();
    },
    resume: () => {
      paused = false;
      act?.start();
    },
  };
}

/** Makes a finished upload a file of the case. */
export async function takeUpload(caseId: string, upload: string, what: FileNote): Promise<void> {
  await body(api.POST('/api/cases/{id}/uploads', { params: { path: { id: caseId } }, body: { upload, ...what } }));
}

/** The refusal of the server inside an error of the protocol. */
function problemOfUpload(e: Error): Error {
  const answer = (e as { originalResponse?: { getStatus: () => number; getBody: () => string } | null }).originalResponse;
  if (!answer) return new Unreachable(e);
  let said: ProblemBody = {};
  try {
    said = JSON.parse(answer.getBody()) as ProblemBody;
  } catch {
    said = { title: e.message };
  }
  return new Problem(answer.getStatus(), said);
}
