// Package blob keeps files by the hash of their content.
//
// A Store takes a stream, hashes it with SM3 while it is written, and keeps it under that hash; the same content is kept
// once, and a reader is told when what is on disk no longer has its hash. Files are on the local disk below one folder.
// It knows no names, owners or types.
package blob

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/fail"
)

// Dir is a Store on the local disk.
type Dir struct{ root string }

// Open makes the folder when missing.
func Open(root string) (*Dir, error) {
	if err := os.MkdirAll(filepath.Join(root, "incoming"), 0o700); err != nil {
		return nil, fmt.Errorf("open blobs: %w", err)
	}
	return &Dir{root}, nil
}

var tooLarge = fail.Invalid("blob.too-large", "文件过大", "the file is too large")

// Put stores what r gives, at most limit bytes, and returns its SM3 hash in hex and its size. The file is on disk, with
// its name, before Put returns.
func (d *Dir) Put(r io.Reader, limit int64) (hash string, size int64, err error) {
	tmp := filepath.Join(d.root, "incoming", rand.Text())
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	defer os.Remove(tmp)
	h := sm3.New()
	size, err = io.Copy(io.MultiWriter(f, h), io.LimitReader(r, limit+1))
	if err == nil && size > limit {
		err = tooLarge
	}
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	hash = hex.EncodeToString(h.Sum(nil))
	to := d.path(hash)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	if err := os.Rename(tmp, to); err != nil {
		return "", 0, fmt.Errorf("put blob: %w", err)
	}
	return hash, size, syncDir(filepath.Dir(to))
}

// Get reads a whole blob and checks its hash. NotFound when there is none; Internal when the content was altered.
func (d *Dir) Get(hash string) ([]byte, error) {
	if b, err := hex.DecodeString(hash); err != nil || len(b) != sm3.Size {
		return nil, fail.NotFound("blob.unknown", "没有这个文件", "there is no such file")
	}
	b, err := os.ReadFile(d.path(hash))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fail.NotFound("blob.unknown", "没有这个文件", "there is no such file").Because(err)
	}
	if err != nil {
		return nil, fmt.Errorf("get blob: %w", err)
	}
	if sum := sm3.Sum(b); hex.EncodeToString(sum[:]) != hash {
		return nil, fail.Internal("blob.altered", "文件内容与登记的校验值不符", "the content of the file does not have its recorded hash")
	}
	return b, nil
}

func (d *Dir) path(hash string) string { return filepath.Join(d.root, hash[:2], hash[2:4], hash) }

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("put blob: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}
