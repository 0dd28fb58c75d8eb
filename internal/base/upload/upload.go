// Package upload receives large files over bad lines: in pieces, that go on where they broke off, for hours if need be.
//
// An upload belongs to the person who began it; to everybody else there is none. Its bytes are appended to a file of its
// own below the data folder and hashed (SM3) as they come. What Append has acknowledged is on disk, together with the
// state of the hash, so after a crash of the server the sender goes on behind the last acknowledged byte and nothing is
// hashed again: bytes that were written but not acknowledged are cut off first. When the last byte is there, the type is
// found from the content, the file goes into the blob store, and whoever runs the business takes it, once, in a
// transaction of their own. The rules of tus 1.0.0 are kept here as far as they are not HTTP.
//
// Uploads that nobody goes on with expire a day after their last byte, finished ones that nobody takes a week after it; both
// are counted. The blob of one that was finished and never taken stays in the store,
// since another file may have the same content.
package upload

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"anlan/internal/base/blob"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/id"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Status is where an upload stands.
type Status string

// The life of an upload. One that expires or is ended is gone.
const (
	Open   Status = "open"   // bytes are missing, or it is not in the store yet
	Stored Status = "stored" // whole, in the blob store, to be taken
	Taken  Status = "taken"  // part of some business object
)

// Item is one upload as its owner sees it.
type Item struct {
	ID        string        `bun:"id" json:"id"`
	Person    string        `bun:"person" json:"-"`
	Name      string        `bun:"name" json:"name" doc:"name of the file as the sender gave it, cleaned"`
	Size      int64         `bun:"size" json:"size"`
	Received  int64         `bun:"received" json:"received" doc:"bytes that are safe; go on from here"`
	State     []byte        `bun:"state" json:"-"`
	Status    Status        `bun:"status" json:"status" enum:"open,stored,taken"`
	Type      string        `bun:"type" json:"type" doc:"media type found from the content, once enough of it is there"`
	Hash      string        `bun:"hash" json:"hash" doc:"SM3 of the content, hex, once it is stored"`
	TakenBy   string        `bun:"taken_by" json:"taken_by" doc:"the object that took it"`
	CreatedAt clock.Instant `bun:"created_at" json:"created_at"`
	ExpiresAt clock.Instant `bun:"expires_at" json:"expires_at"`
	StoredAt  clock.Instant `bun:"stored_at" json:"stored_at"`
	TakenAt   clock.Instant `bun:"taken_at" json:"taken_at"`
}

const columns = "id, person, name, size, received, state, status, type, hash, taken_by, created_at, expires_at, stored_at, taken_at"

// Limits are the largest file by role, held in any area; who holds several has the largest.
type Limits struct {
	ByRole map[string]int64
	Other  int64
}

// Of is the largest file that a person may send.
func (l Limits) Of(by identity.Subject) int64 {
	n := l.Other
	for _, g := range by.Grants {
		n = max(n, l.ByRole[g.Role])
	}
	return n
}

// Largest is the largest that anybody may send.
func (l Limits) Largest() int64 {
	n := l.Other
	for _, b := range l.ByRole {
		n = max(n, b)
	}
	return n
}

// Options are the rules for senders. Zero values mean the defaults.
type Options struct {
	Dir     string        // folder of unfinished files
	Limits  Limits        // default: 32 MiB for everybody
	Types   []string      // media types that are taken; default Types
	Waiting int           // uploads of a person that are not taken yet; default 20. Their bytes together: twice the person's limit
	Expiry  time.Duration // since the last byte; default 24 hours
	Keep    time.Duration // how long a finished upload waits to be taken; default 7 days
	Log     *slog.Logger
	Metrics prometheus.Registerer // nil for none
}

// Types are the media types that are taken unless told otherwise: pictures, documents, sound and film. Pictures that can
// hold scripts (SVG) and web pages are not among them.
var Types = []string{
	"image/jpeg", "image/png", "image/webp", "image/gif", "image/heic", "image/heif", "image/avif", "image/tiff", "image/bmp",
	"application/pdf", "text/plain", "application/zip",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"video/mp4", "video/quicktime", "video/webm", "video/x-matroska", "video/3gpp", "video/mpeg", "video/x-msvideo",
	"audio/mpeg", "audio/wav", "audio/ogg", "application/ogg", "video/ogg", "audio/x-m4a", "audio/mp4", "audio/aac", "audio/amr", "audio/flac",
}

// Service keeps uploads.
type Service struct {
	db    *store.DB
	clock clock.Clock
	blobs blob.Store
	o     Options

	dropped *prometheus.CounterVec
	waiting *prometheus.GaugeVec

	mu    sync.Mutex
	turns map[string]*turn // who works on which upload
}

// New brings the tables up to date and removes files of uploads that are no more. It starts nothing.
func New(ctx context.Context, db *store.DB, c clock.Clock, b blob.Store, o Options) (*Service, error) {
	if o.Limits.Largest() == 0 {
		o.Limits.Other = 32 << 20
	}
	if o.Types == nil {
		o.Types = Types
	}
	if o.Waiting == 0 {
		o.Waiting = 20
	}
	if o.Expiry == 0 {
		o.Expiry = 24 * time.Hour
	}
	if o.Keep == 0 {
		o.Keep = 7 * 24 * time.Hour
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx, "upload", sub); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open uploads: %w", err)
	}
	s := &Service{db: db, clock: c, blobs: b, o: o, turns: map[string]*turn{}}
	if err := s.measure(); err != nil {
		return nil, err
	}
	return s, s.sweep(ctx)
}

// Options are the rules in force.
func (s *Service) Options() Options { return s.o }

var (
	errUnknown = fail.NotFound("upload.unknown", "没有这个上传，或已过期", "there is no such upload, or it has expired")
	errEmpty   = fail.Invalid("upload.empty", "文件是空的", "the file is empty")
)

// Create begins an upload of size bytes by a person. Invalid when it is empty or larger than the person's limit, Limited
// when too much of theirs waits already. Uploads that nothing was sent for yet count too.
func (s *Service) Create(ctx context.Context, by identity.Subject, name string, size int64) (Item, error) {
	limit := s.o.Limits.Of(by)
	switch {
	case by.ID == "":
		return Item{}, fail.Denied("upload.nobody", "请先登录", "sign in first")
	case size <= 0:
		return Item{}, errEmpty.At("Upload-Length")
	case size > limit:
		return Item{}, fail.Invalid("upload.too-large", fmt.Sprintf("文件过大：您最多可上传 %s", bytesText(limit)), "the file is too large: you may send "+bytesText(limit)+" at most").At("Upload-Length")
	}
	now := s.clock.Now()
	it := Item{ID: id.New(), Person: by.ID, Name: CleanName(name), Size: size, Status: Open, CreatedAt: clock.At(now), ExpiresAt: clock.At(now.Add(s.o.Expiry))}
	err := s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		var waits struct {
			Count int
			Bytes int64
		}
		err := tx.NewRaw("SELECT count(*) AS count, coalesce(CAST(sum(size) AS BIGINT), 0) AS bytes FROM upload_item WHERE person = ? AND status <> ? AND expires_at > ?", by.ID, Taken, it.CreatedAt).Scan(ctx, &waits)
		if err != nil {
			return fmt.Errorf("create upload: %w", err)
		}
		if waits.Count >= s.o.Waiting || waits.Bytes+size > 2*limit {
			return fail.Limited("upload.quota", "您未完成的上传过多，请先完成、取消或等待其过期", "too much of yours is not finished yet: finish it, end it, or wait until it expires")
		}
		_, err = tx.NewRaw("INSERT INTO upload_item ("+columns+") VALUES (?, ?, ?, ?, 0, NULL, ?, '', '', '', ?, ?, NULL, NULL)",
			it.ID, it.Person, it.Name, it.Size, it.Status, it.CreatedAt, it.ExpiresAt).Exec(ctx)
		return err
	})
	return it, err
}

// Item finds an upload of the person's own; NotFound for any other.
func (s *Service) Item(ctx context.Context, by identity.Subject, uploadID string) (Item, error) {
	var it Item
	err := s.db.Read().NewRaw("SELECT "+columns+" FROM upload_item WHERE id = ? AND person = ?", uploadID, by.ID).Scan(ctx, &it)
	return s.found(it, err)
}

func (s *Service) found(it Item, err error) (Item, error) {
	if store.IsNoRows(err) || (err == nil && it.Status != Taken && !it.ExpiresAt.After(s.clock.Now())) {
		return Item{}, errUnknown
	}
	if err != nil {
		return Item{}, fmt.Errorf("upload: %w", err)
	}
	return it, nil
}

// Items lists the person's own uploads that are not taken yet, oldest first.
func (s *Service) Items(ctx context.Context, by identity.Subject) ([]Item, error) {
	out := []Item{}
	err := s.db.Read().NewRaw("SELECT "+columns+" FROM upload_item WHERE person = ? AND status <> ? AND expires_at > ? ORDER BY id", by.ID, Taken, clock.Now(s.clock)).Scan(ctx, &out)
	if err != nil {
		return nil, fmt.Errorf("uploads: %w", err)
	}
	return out, nil
}

// End ends an upload that was not taken. NotFound when it is not the person's, Conflict when it was taken.
func (s *Service) End(ctx context.Context, by identity.Subject, uploadID string) error {
	_, done, err := s.turn(ctx, uploadID)
	if err != nil {
		return err
	}
	defer done()
	it, err := s.Item(ctx, by, uploadID)
	if err != nil {
		return err
	}
	if it.Status == Taken {
		return errTaken
	}
	return s.remove(ctx, it)
}

// remove deletes the row first: a file without a row is swept, a row without its file would be a promise.
func (s *Service) remove(ctx context.Context, it Item) error {
	err := s.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("DELETE FROM upload_item WHERE id = ? AND status <> ?", it.ID, Taken).Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("end upload %s: %w", it.ID, err)
	}
	if err := os.Remove(s.path(it.ID)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return blob.Unavailable("end upload", err)
	}
	return nil
}

// Hashes lists the content of all uploads that are in the store, for an audit.
func Hashes(ctx context.Context, db *store.DB) ([]string, error) {
	var out []string
	if err := db.Read().NewRaw("SELECT DISTINCT hash FROM upload_item WHERE status <> ? ORDER BY hash", Open).Scan(ctx, &out); err != nil {
		return nil, fmt.Errorf("hashes of uploads: %w", err)
	}
	return out, nil
}

// Run expires what nobody goes on with and stores what the store did not take at once, until ctx ends.
func (s *Service) Run(ctx context.Context) error {
	t := s.clock.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-t.Chan():
			if err := s.Tidy(ctx); err != nil && ctx.Err() == nil {
				s.o.Log.Warn("uploads cannot be tidied now", "err", err)
			}
		}
	}
}

// Tidy is one round of Run.
func (s *Service) Tidy(ctx context.Context) error {
	var work []Item
	err := s.db.Read().NewRaw("SELECT "+columns+" FROM upload_item WHERE status <> ? AND (expires_at <= ? OR (status = ? AND received = size)) ORDER BY id", Taken, clock.Now(s.clock), Open).Scan(ctx, &work)
	if err != nil {
		return err
	}
	var errs []error
	for _, it := range work {
		errs = append(errs, s.tidy(ctx, it))
	}
	errs = append(errs, s.count(ctx))
	return errors.Join(errs...)
}

func (s *Service) tidy(ctx context.Context, it Item) error {
	done, free := s.tryTurn(it.ID)
	if !free {
		return nil // somebody is at it
	}
	defer done()
	if !it.ExpiresAt.After(s.clock.Now()) {
		if err := s.remove(ctx, it); err != nil {
			return err
		}
		s.dropped.WithLabelValues(string(it.Status)).Inc()
		s.o.Log.InfoContext(ctx, "an upload expired", "upload", it.ID, "status", it.Status, "bytes", it.Received, "person", it.Person)
		return nil
	}
	_, err := s.finish(ctx, it)
	if fail.KindOf(err) == fail.KindInvalid {
		return nil // refused and gone
	}
	return err
}

// sweep removes files that belong to no open upload.
func (s *Service) sweep(ctx context.Context) error {
	left, err := os.ReadDir(s.o.Dir)
	if err != nil {
		return fmt.Errorf("sweep uploads: %w", err)
	}
	var open []string
	if err := s.db.Read().NewRaw("SELECT id FROM upload_item WHERE status = ?", Open).Scan(ctx, &open); err != nil {
		return fmt.Errorf("sweep uploads: %w", err)
	}
	for _, f := range left {
		if !slices.Contains(open, f.Name()) {
			if err := os.Remove(filepath.Join(s.o.Dir, f.Name())); err != nil {
				return fmt.Errorf("sweep uploads: %w", err)
			}
		}
	}
	return nil
}

func (s *Service) path(uploadID string) string { return filepath.Join(s.o.Dir, uploadID) }

// bytesText is a size for people.
func bytesText(n int64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GB", n>>30)
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d B", n)
}
