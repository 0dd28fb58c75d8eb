import { idempotencyKey } from '@/api/idempotency';
import { shanghai } from '@/kit/time';
import type { Photo } from '../outbox';

/** The largest file that the server takes from somebody in the field, in MiB. */
export const mostMB = 200;

const ends: Record<string, string> = { 'video/mp4': 'mp4', 'video/quicktime': 'mov', 'video/webm': 'webm', 'video/3gpp': '3gp', 'audio/mpeg': 'mp3', 'audio/mp4': 'm4a', 'audio/x-m4a': 'm4a', 'audio/aac': 'aac', 'audio/amr': 'amr', 'audio/ogg': 'ogg', 'audio/webm': 'webm', 'audio/wav': 'wav' };

/** Records sound or film by the phone's own recorder and hands it over; one that is too large says so. */
export function MediaButton({ what, label, onFile, onTooBig }: { what: 'audio' | 'video'; label: string; onFile: (file: Photo) => void; onTooBig: (mb: number) => void }) {
  const take = (f: File | undefined) => {
    if (!f) return;
    const mb = f.size / 1024 / 1024;
    if (mb > mostMB) return onTooBig(Math.ceil(mb));
    onFile({ key: idempotencyKey(), name: `${shanghai(Date.now(), 'full').replace(/[: ]/g, '-')}.${ends[f.type] ?? (f.name.split('.').pop() || 'bin')}`, blob: f });
  };
  return (
    <label className="second">
      {label}
      <input
        type="file"
        accept={`${what}/*`}
        capture="environment"
        data-do={what}
        onChange={(e) => {
          take(e.target.files?.[0]);
          e.target.value = '';
        }}
      />
    </label>
  );
}
