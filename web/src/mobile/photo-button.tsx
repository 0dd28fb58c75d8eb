import { idempotencyKey } from '@/api/idempotency';
import { shanghai } from '@/kit/time';
import type { Photo } from './outbox';
import { shrink } from './photo';

/** Takes photographs and hands them over, made small, each with the key under which it will be sent. */
export function PhotoButton({ label, onPhotos }: { label: string; onPhotos: (photos: Photo[]) => void }) {
  const take = async (files: FileList | null) => {
    const photos: Photo[] = [];
    for (const f of files ?? []) photos.push({ key: idempotencyKey(), name: `${shanghai(Date.now(), 'full').replace(/[: ]/g, '-')}.jpg`, blob: await shrink(f) });
    if (photos.length > 0) onPhotos(photos);
  };
  return (
    <label className="second">
      {label}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        multiple
        data-do="photo"
        onChange={(e) => {
          void take(e.target.files);
          e.target.value = '';
        }}
      />
    </label>
  );
}
