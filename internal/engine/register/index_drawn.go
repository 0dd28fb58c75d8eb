package register

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// Drawn is a tile that was made: compressed once for all who ask for it, when that is worth it. Nobody may write to it.
type Drawn struct {
	body   []byte
	zipped bool
	hash   string
}

// worthZipping is the size from which a tile is compressed, in bytes.
const worthZipping = 1024

var zippers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // a level that there is
	return w
}}

func draw(mvt []byte) Drawn {
	if len(mvt) == 0 {
		return Drawn{}
	}
	sum := sha256.Sum256(mvt)
	d := Drawn{body: mvt, hash: hex.EncodeToString(sum[:16])}
	if len(mvt) < worthZipping {
		return d
	}
	b := bytes.NewBuffer(make([]byte, 0, len(mvt)/2))
	w, _ := zippers.Get().(*gzip.Writer)
	defer zippers.Put(w)
	w.Reset(b)
	if _, err := w.Write(mvt); err != nil { // a buffer takes everything
		return d
	}
	if err := w.Close(); err != nil {
		return d
	}
	d.body, d.zipped = bytes.Clone(b.Bytes()), true
	return d
}

// Hash is that of the tile, the same on every node; "" for an empty one.
func (d Drawn) Hash() string { return d.hash }

// Gzip is the tile compressed; nil for one that is too small.
func (d Drawn) Gzip() []byte {
	if d.zipped {
		return d.body
	}
	return nil
}

// Plain is the tile as it is, nothing when it is empty. It fails only when memory was damaged.
func (d Drawn) Plain() ([]byte, error) {
	if !d.zipped {
		return d.body, nil
	}
	r, err := gzip.NewReader(bytes.NewReader(d.body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
