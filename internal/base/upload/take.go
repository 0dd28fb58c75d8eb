package upload

import (
	"context"
	"fmt"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// File is a finished upload as whoever takes it gets it. Its bytes are in the blob store under Hash.
type File struct {
	Upload string
	Hash   string // SM3, hex
	Size   int64
	Type   string // found from the content
	Name   string // of the sender, cleaned
	Begun  clock.Instant
	Stored clock.Instant // when the last byte was here
}

var errTaken = fail.Conflict("upload.taken", "该文件已用于其他事项", "this file was taken for something else")

// Take gives a finished upload of the person's own to an object, once: it is part of the caller's transaction and happens
// with it or not at all. The same object may take it again and gets the same. NotFound when it is not the person's,
// Conflict when another object has it, or when bytes are missing or it is not in the store yet.
func (s *Service) Take(ctx context.Context, tx *store.Tx, by identity.Subject, uploadID, object string) (File, error) {
	if object == "" {
		return File{}, fail.Internal("upload.object", "未说明由何事项取用", "an upload is taken for an object")
	}
	var it Item
	err := tx.NewRaw("SELECT "+columns+" FROM upload_item WHERE id = ? AND person = ?"+tx.ForUpdate(), uploadID, by.ID).Scan(ctx, &it)
	if it, err = s.found(it, err); err != nil {
		return File{}, err
	}
	switch {
	case it.Status == Taken && it.TakenBy != object:
		return File{}, errTaken
	case it.Status == Open:
		return File{}, fail.Conflict("upload.unfinished", fmt.Sprintf("文件尚未传完（%d/%d 字节）", it.Received, it.Size), fmt.Sprintf("the file is not whole yet (%d of %d bytes)", it.Received, it.Size))
	case it.Status == Stored:
		_, err := tx.NewRaw("UPDATE upload_item SET status = ?, taken_by = ?, taken_at = ? WHERE id = ?", Taken, object, clock.Now(s.clock), it.ID).Exec(ctx)
		if err != nil {
			return File{}, fmt.Errorf("take upload %s: %w", it.ID, err)
		}
	}
	return File{Upload: it.ID, Hash: it.Hash, Size: it.Size, Type: it.Type, Name: it.Name, Begun: it.CreatedAt, Stored: it.StoredAt}, nil
}
