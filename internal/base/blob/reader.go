package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/emmansun/gmsm/sm3"
)

// Reader reads one blob from any place, a piece at a time: it fetches the piece, holds it against its hash, and only then
// gives bytes of it out. It is an io.ReadSeekCloser and not for use by several at once.
type Reader struct {
	info Info
	sums Sums
	// from opens the raw bytes from an offset on.
	from func(offset int64) (io.ReadCloser, error)

	pos    int64
	raw    io.ReadCloser // stands at the beginning of piece next
	next   int64
	piece  []byte
	loaded int64 // which piece is in piece; -1 for none
	whole  hash.Hash
	hashed int64 // pieces that went into whole, in order from the first; -1 once it was left
	bad    error // found altered: nothing more comes out
}

// newReader reads a blob with its Sums; one of a piece has none, since its name is the hash of that piece.
func newReader(info Info, s Sums, from func(int64) (io.ReadCloser, error)) (*Reader, error) {
	if info.Size <= PieceSize {
		name, err := hex.DecodeString(info.Hash)
		if err != nil {
			return nil, unknown
		}
		if s = (Sums{Size: info.Size, Whole: digest(name)}); s.Size == 0 && s.Whole != sm3.Sum(nil) {
			return nil, altered(info.Hash)
		}
	}
	if s.Size != info.Size {
		return nil, altered(info.Hash)
	}
	return &Reader{info: info, sums: s, from: from, loaded: -1, whole: sm3.New()}, nil
}

// Size is the size of the blob.
func (r *Reader) Size() int64 { return r.info.Size }

// Hash is the name of the blob.
func (r *Reader) Hash() string { return r.info.Hash }

// Read gives checked bytes. It fails with Internal (IsAltered) at the first piece that does not have its hash, and at the
// end of a reading of all when the whole does not.
func (r *Reader) Read(p []byte) (int, error) {
	if r.pos >= r.info.Size {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	if r.bad != nil {
		return 0, r.bad
	}
	if n := r.pos / PieceSize; n != r.loaded {
		if err := r.load(n); err != nil {
			if IsAltered(err) {
				r.bad = err
			}
			return 0, err
		}
	}
	n := copy(p, r.piece[r.pos-r.loaded*PieceSize:])
	r.pos += int64(n)
	return n, nil
}

// Seek sets where to read on; only reading fetches anything.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.info.Size
	}
	if offset < 0 {
		return 0, errors.New("blob: seek before the beginning")
	}
	r.pos = offset
	return offset, nil
}

// Close ends the reading.
func (r *Reader) Close() error {
	if r.raw == nil {
		return nil
	}
	err := r.raw.Close()
	r.raw = nil
	return err
}

// load brings piece n into memory, checked.
func (r *Reader) load(n int64) error {
	r.loaded = -1
	size := min(PieceSize, r.info.Size-n*PieceSize)
	if int64(cap(r.piece)) < size {
		r.piece = make([]byte, size)
	}
	r.piece = r.piece[:size]
	if err := r.fetch(n); err != nil {
		return err
	}
	if !r.good(n) {
		return altered(r.info.Hash)
	}
	r.loaded = n
	return nil
}

// good holds the piece in memory against its hash; the name is the hash of a blob of one piece.
func (r *Reader) good(n int64) bool {
	if r.sums.plain() {
		return sm3.Sum(r.piece) == r.sums.Whole
	}
	return sha256.Sum256(r.piece) == r.sums.Pieces[n] && r.follow(n)
}

// follow hashes the whole while pieces come in order; at the last one it says whether that fits the name.
func (r *Reader) follow(n int64) bool {
	switch {
	case r.hashed == n:
		r.whole.Write(r.piece)
		r.hashed++
		return r.hashed < pieces(r.info.Size) || digest(r.whole.Sum(nil)) == r.sums.Whole
	case r.hashed != n+1: // the piece before is being read again, which changes nothing; any other leaves the order
		r.hashed = -1
	}
	return true
}

// fetchTries is how often the raw bytes of a piece are asked for when the line breaks.
const fetchTries = 3

func (r *Reader) fetch(n int64) error {
	var err error
	for range fetchTries {
		if err = r.tryFetch(n); err == nil {
			return nil
		}
		_ = r.Close()
		if errors.Is(err, context.Canceled) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
			break
		}
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return altered(r.info.Hash) // shorter than it was
	}
	return unavailable("read blob", err)
}

func (r *Reader) tryFetch(n int64) (err error) {
	if r.raw == nil || r.next != n {
		_ = r.Close()
		if r.raw, err = r.from(n * PieceSize); err != nil {
			return err
		}
	}
	_, err = io.ReadFull(r.raw, r.piece)
	r.next = n + 1
	return err
}

// sumsOf reads a whole blob that has no Sums beside it and makes them; its hash must fit.
func sumsOf(info Info, from func(int64) (io.ReadCloser, error)) (Sums, error) {
	raw, err := from(0)
	if err != nil {
		return Sums{}, unavailable("read blob", err)
	}
	defer raw.Close()
	h := NewHasher()
	if _, err := io.Copy(h, raw); err != nil {
		return Sums{}, unavailable("read blob", err)
	}
	if s := h.Sums(); s.Hash() == info.Hash {
		return s, nil
	}
	return Sums{}, altered(info.Hash)
}
