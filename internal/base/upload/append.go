package upload

import (
	"bytes"
	"context"
	"crypto/md5"  //nolint:gosec // the checks of one request by its sender, not of evidence
	"crypto/sha1" //nolint:gosec // tus 1.0.0 asks for it
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"github.com/gabriel-vasile/mimetype"

	"anlan/internal/base/blob"
	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/store"
)

// Checksum is what the sender says of one piece (tus checksum extension): none of it counts unless all of it fits.
type Checksum struct {
	hash hash.Hash
	want []byte
}

// Algorithms are those of Checksum, for Tus-Checksum-Algorithm.
const Algorithms = "sha1,sha256,md5,sm3"

// ParseChecksum reads "algorithm base64"; nil for "".
func ParseChecksum(s string) (*Checksum, error) {
	if s == "" {
		return nil, nil //nolint:nilnil // no checksum is none
	}
	name, text, _ := strings.Cut(s, " ")
	c := &Checksum{}
	switch name {
	case "sha1":
		c.hash = sha1.New() //nolint:gosec // as above
	case "sha256":
		c.hash = sha256.New()
	case "md5":
		c.hash = md5.New() //nolint:gosec // as above
	case "sm3":
		c.hash = sm3.New()
	}
	want, err := base64.StdEncoding.DecodeString(text)
	if c.hash == nil || err != nil || len(want) != c.hash.Size() {
		return nil, fail.Invalid("upload.checksum-unreadable", "无法识别校验值，可用算法："+Algorithms, "the checksum cannot be read; algorithms: "+Algorithms).At("Upload-Checksum")
	}
	c.want = want
	return c, nil
}

const (
	saveEvery = 16 << 20 // bytes after which a long piece is made safe in between
	sniffAt   = 4096     // bytes that tell the type
)

// Append adds what body gives behind the bytes that are safe already; offset must be just there, else Conflict. It reads
// until the body or the upload ends. When the line breaks, what came is kept and the error returned; with a checksum all
// or nothing is kept. The last byte finishes the upload: Invalid, and the upload is gone, when files of its type are not
// taken; Unavailable when the store does not answer, then Status stays Open and Resume or Run stores it later.
func (s *Service) Append(ctx context.Context, by identity.Subject, uploadID string, offset int64, sum *Checksum, body func(context.Context) io.ReadCloser) (Item, error) {
	ctx, done, err := s.turn(ctx, uploadID)
	if err != nil {
		return Item{}, err
	}
	defer done()
	it, err := s.Item(ctx, by, uploadID)
	if err != nil {
		return Item{}, err
	}
	if it.Status != Open || offset != it.Received {
		return it, fail.Conflict("upload.offset", fmt.Sprintf("应从第 %d 字节继续", it.Received), fmt.Sprintf("go on from byte %d", it.Received)).At("Upload-Offset")
	}
	if it, err = s.receive(ctx, it, sum, body); err != nil {
		return it, err
	}
	if it.Received < it.Size {
		return it, nil
	}
	return s.finish(ctx, it)
}

// Resume tells how far an upload is, after interrupting a line that is still open. One that is whole but could not be
// stored is stored now.
func (s *Service) Resume(ctx context.Context, by identity.Subject, uploadID string) (Item, error) {
	ctx, done, err := s.turn(ctx, uploadID)
	if err != nil {
		return Item{}, err
	}
	defer done()
	it, err := s.Item(ctx, by, uploadID)
	if err == nil && it.Status == Open && it.Received == it.Size {
		return s.finish(ctx, it)
	}
	return it, err
}

// receive appends to the file. What is behind the safe bytes in it was never acknowledged and goes first.
func (s *Service) receive(ctx context.Context, it Item, sum *Checksum, body func(context.Context) io.ReadCloser) (Item, error) {
	h := blob.NewHasher()
	if it.State != nil {
		if err := h.UnmarshalBinary(it.State); err != nil {
			return it, fmt.Errorf("upload %s: %w", it.ID, err)
		}
	}
	f, err := os.OpenFile(s.path(it.ID), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return it, blob.Unavailable("upload", err)
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return it, blob.Unavailable("upload", err)
	}
	if st.Size() < it.Received {
		s.o.Log.Error("bytes of an upload are lost; it must begin anew", "upload", it.ID, "have", st.Size(), "want", it.Received)
		return it, errors.Join(errUnknown, s.remove(ctx, it))
	}
	if err := errors.Join(f.Truncate(it.Received), seekTo(f, it.Received)); err != nil {
		return it, blob.Unavailable("upload", err)
	}
	p := &piece{s: s, it: it, f: f, h: h, sum: sum}
	r := body(ctx)
	defer r.Close()
	err = p.copy(r)
	return p.it, err
}

func seekTo(f *os.File, at int64) error {
	_, err := f.Seek(at, io.SeekStart)
	return err
}

// piece is one Append under way.
type piece struct {
	s   *Service
	it  Item // Received is what is safe
	f   *os.File
	h   *blob.Hasher // of what is written
	sum *Checksum
}

func (p *piece) copy(r io.Reader) error {
	buf := make([]byte, 128<<10)
	for {
		n, readErr := r.Read(buf[:min(int64(len(buf)), p.it.Size-p.h.Size()+1)])
		if p.h.Size()+int64(n) > p.it.Size {
			return fail.Invalid("upload.too-much", "内容超过声明的长度", "there is more than the declared length")
		}
		if _, err := p.f.Write(buf[:n]); err != nil {
			return blob.Unavailable("upload", err)
		}
		_, _ = p.h.Write(buf[:n])
		if p.sum != nil {
			p.sum.hash.Write(buf[:n])
		}
		if readErr == nil {
			if p.sum == nil && p.h.Size()-p.it.Received >= saveEvery {
				if err := p.save(); err != nil {
					return err
				}
			}
			continue
		}
		broken := !errors.Is(readErr, io.EOF)
		if p.sum != nil && (broken || !bytes.Equal(p.sum.hash.Sum(nil), p.sum.want)) {
			if broken {
				return lineBroken(readErr)
			}
			return fail.Invalid("upload.checksum", "校验值不符，请重发这一段", "the checksum does not fit; send this piece again").At("Upload-Checksum")
		}
		if err := p.save(); err != nil {
			return err
		}
		if broken {
			return lineBroken(readErr)
		}
		return nil
	}
}

func lineBroken(err error) error {
	return fail.Unavailable("upload.line-broken", "传输中断，可从中断处继续", "the line broke; go on where it did").Because(err)
}

// save makes what was written safe: first the bytes, then the row that acknowledges them. It does not stop when the
// sender hangs up.
func (p *piece) save() error {
	if p.h.Size() == p.it.Received {
		return nil
	}
	if err := p.f.Sync(); err != nil {
		return blob.Unavailable("upload", err)
	}
	if p.it.Received == 0 { // the file's name is new
		if err := syncDir(p.s.o.Dir); err != nil {
			return blob.Unavailable("upload", err)
		}
	}
	next := p.it
	var err error
	if next.State, err = p.h.MarshalBinary(); err != nil {
		return err
	}
	next.Received = p.h.Size()
	next.ExpiresAt = clock.At(p.s.clock.Now().Add(p.s.o.Expiry))
	if next.Type == "" && (next.Received >= sniffAt || next.Received == next.Size) {
		if next.Type, err = p.s.sniffFile(next); err != nil {
			return err
		}
	}
	err = p.s.db.Tx(context.WithoutCancel(context.Background()), func(ctx context.Context, tx *store.Tx) error {
		res, err := tx.NewRaw("UPDATE upload_item SET received = ?, state = ?, expires_at = ?, type = ? WHERE id = ? AND received = ? AND status = ?",
			next.Received, next.State, next.ExpiresAt, next.Type, next.ID, p.it.Received, Open).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(errUnknown, err) // ended or expired meanwhile
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("upload %s: %w", p.it.ID, err)
	}
	p.it = next
	return nil
}

// finish stores an upload of which every byte is safe. It may be repeated after a crash at any point in it.
func (s *Service) finish(ctx context.Context, it Item) (Item, error) {
	h := blob.NewHasher()
	if err := h.UnmarshalBinary(it.State); err != nil {
		return it, fmt.Errorf("upload %s: %w", it.ID, err)
	}
	sums := h.Sums()
	keep := context.WithoutCancel(ctx) // the sender may hang up now; the bytes are ours
	if err := s.blobs.Keep(keep, s.path(it.ID), sums); err != nil {
		return it, fmt.Errorf("upload %s: %w", it.ID, err)
	}
	it.Status, it.Hash, it.State, it.StoredAt = Stored, sums.Hash(), nil, clock.Now(s.clock)
	it.ExpiresAt = clock.At(it.StoredAt.Add(s.o.Keep))
	err := s.db.Tx(keep, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.NewRaw("UPDATE upload_item SET status = ?, hash = ?, state = NULL, stored_at = ?, expires_at = ? WHERE id = ? AND status = ?", it.Status, it.Hash, it.StoredAt, it.ExpiresAt, it.ID, Open).Exec(ctx)
		return err
	})
	if err != nil {
		return it, fmt.Errorf("upload %s: %w", it.ID, err)
	}
	return it, nil
}

// sniffFile tells the type of what is there; an upload of a type that is not taken is refused and gone.
func (s *Service) sniffFile(it Item) (string, error) {
	f, err := os.Open(s.path(it.ID))
	if err != nil {
		return "", blob.Unavailable("upload", err)
	}
	defer f.Close()
	m, err := mimetype.DetectReader(f)
	if err != nil {
		return "", blob.Unavailable("upload", err)
	}
	kind, _, _ := strings.Cut(m.String(), ";")
	if !slices.Contains(s.o.Types, kind) {
		refused := fail.Invalid("upload.type", "不接受这种文件（"+kind+"）：请上传图片、PDF、文档、音视频或文本", "files of this type ("+kind+") are not taken: send a picture, PDF, document, sound, film or text")
		return "", errors.Join(refused, s.remove(context.Background(), it))
	}
	return kind, nil
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
