package blob

import (
	"bytes"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"
)

// PieceSize is how many bytes share one hash in Sums, and how much a Reader holds in memory.
const PieceSize = 4 << 20

type digest = [sm3.Size]byte

// Sums are the hashes of a blob: SM3 of the whole, by which it is named and put in evidence, and of each PieceSize bytes
// a SHA-256, which processors do ten times as fast and which nobody but a Reader sees.
type Sums struct {
	Size   int64
	Whole  digest
	Pieces []digest
}

// Hash is the name of the blob.
func (s Sums) Hash() string { return hex.EncodeToString(s.Whole[:]) }

// plain says that the name alone proves the content, so nothing need lie beside it.
func (s Sums) plain() bool { return s.Size <= PieceSize }

const (
	sumsMagic = "anlan blob sums 1\n"
	hashMagic = "anlan blob hash 1\n"
)

// encode writes the file beside a blob: a line that names the format, the size (8 bytes, big endian), the hash of the
// whole, those of the pieces, and at last the SM3 of all before it.
func (s Sums) encode() []byte {
	b := append([]byte(sumsMagic), binary.BigEndian.AppendUint64(nil, uint64(s.Size))...)
	b = append(b, s.Whole[:]...)
	for _, p := range s.Pieces {
		b = append(b, p[:]...)
	}
	end := sm3.Sum(b)
	return append(b, end[:]...)
}

var errSums = errors.New("sums are damaged")

// decodeSums reads what encode wrote; any other bytes are an error.
func decodeSums(b []byte) (Sums, error) {
	if len(b) < len(sumsMagic)+8+2*sm3.Size || string(b[:len(sumsMagic)]) != sumsMagic {
		return Sums{}, errSums
	}
	body, end := b[:len(b)-sm3.Size], b[len(b)-sm3.Size:]
	if sum := sm3.Sum(body); !bytes.Equal(sum[:], end) {
		return Sums{}, errSums
	}
	body = body[len(sumsMagic):]
	s := Sums{Size: int64(binary.BigEndian.Uint64(body)), Whole: digest(body[8:])}
	body = body[8+sm3.Size:]
	if s.Size < 0 || int64(len(body)) != sm3.Size*pieces(s.Size) {
		return Sums{}, errSums
	}
	for ; len(body) > 0; body = body[sm3.Size:] {
		s.Pieces = append(s.Pieces, digest(body))
	}
	return s, nil
}

// pieces is how many pieces a size has.
func pieces(size int64) int64 { return (size + PieceSize - 1) / PieceSize }

// Hasher makes Sums of what is written to it. Its state can be put away at any byte and taken up by another process, so
// that an upload of hours is never hashed from the start again.
type Hasher struct {
	whole, piece hash.Hash
	done         Sums
}

// NewHasher returns a Hasher that has seen nothing.
func NewHasher() *Hasher { return &Hasher{whole: sm3.New(), piece: sha256.New()} }

// Write never fails.
func (h *Hasher) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		room := PieceSize - h.done.Size%PieceSize
		part := p[:min(int64(len(p)), room)]
		h.whole.Write(part)
		h.piece.Write(part)
		h.done.Size += int64(len(part))
		if h.done.Size%PieceSize == 0 {
			h.endPiece()
		}
		p = p[len(part):]
	}
	return n, nil
}

func (h *Hasher) endPiece() {
	h.done.Pieces = append(h.done.Pieces, digest(h.piece.Sum(nil)))
	h.piece.Reset()
}

// Size is how many bytes were written.
func (h *Hasher) Size() int64 { return h.done.Size }

// Sums are the hashes of what was written so far.
func (h *Hasher) Sums() Sums {
	s := h.done
	s.Whole = digest(h.whole.Sum(nil))
	s.Pieces = append([]digest(nil), s.Pieces...)
	if s.Size%PieceSize != 0 {
		s.Pieces = append(s.Pieces, digest(h.piece.Sum(nil)))
	}
	return s
}

// MarshalBinary is the state: a line that names the format, the size, the length and state of both running hashes, and
// the hashes of the pieces that are full.
func (h *Hasher) MarshalBinary() ([]byte, error) {
	b := append([]byte(hashMagic), binary.BigEndian.AppendUint64(nil, uint64(h.done.Size))...)
	for _, running := range []hash.Hash{h.whole, h.piece} {
		state, err := running.(encoding.BinaryMarshaler).MarshalBinary()
		if err != nil {
			return nil, fmt.Errorf("state of a hash: %w", err)
		}
		b = append(binary.BigEndian.AppendUint16(b, uint16(len(state))), state...)
	}
	for _, p := range h.done.Pieces {
		b = append(b, p[:]...)
	}
	return b, nil
}

var errState = errors.New("the state of a hash cannot be read")

// UnmarshalBinary takes up a state that MarshalBinary put away.
func (h *Hasher) UnmarshalBinary(b []byte) error {
	if len(b) < len(hashMagic)+8 || string(b[:len(hashMagic)]) != hashMagic {
		return errState
	}
	b = b[len(hashMagic):]
	n := NewHasher()
	n.done.Size = int64(binary.BigEndian.Uint64(b))
	b = b[8:]
	for _, running := range []hash.Hash{n.whole, n.piece} {
		if len(b) < 2 || len(b)-2 < int(binary.BigEndian.Uint16(b)) {
			return errState
		}
		size := int(binary.BigEndian.Uint16(b))
		if err := running.(encoding.BinaryUnmarshaler).UnmarshalBinary(b[2 : 2+size]); err != nil {
			return errors.Join(errState, err)
		}
		b = b[2+size:]
	}
	if n.done.Size < 0 || int64(len(b)) != n.done.Size/PieceSize*sm3.Size {
		return errState
	}
	for ; len(b) > 0; b = b[sm3.Size:] {
		n.done.Pieces = append(n.done.Pieces, digest(b))
	}
	*h = *n
	return nil
}
