package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// disk is what writing needs of the operating system, so that a test can let every single call fail.
type disk interface {
	create(path string) (file, error) // a new file, for writing
	sync(path string) error           // of a file or folder that is there
	rename(from, to string) error
	mkdir(path string) error // not an error when it is there
	remove(path string) error
}

type file interface {
	io.WriteCloser
	Sync() error
}

type realDisk struct{}

func (realDisk) create(path string) (file, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
}

func (realDisk) sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (realDisk) rename(from, to string) error { return os.Rename(from, to) }

func (realDisk) mkdir(path string) error {
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

func (realDisk) remove(path string) error { return os.Remove(path) }

// spool is the folder of files that are being written. What lies in it after a crash is of no use; Sweep removes it.
type spool struct {
	disk disk
	dir  string
}

func openSpool(d disk, dir string) (spool, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return spool{}, fmt.Errorf("open blobs: %w", err)
	}
	return spool{d, dir}, nil
}

// Sweep removes what unfinished writings of a process that has ended left behind. Call it at start, while nothing writes.
func (s spool) Sweep() error {
	left, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("sweep blobs: %w", err)
	}
	var errs []error
	for _, f := range left {
		errs = append(errs, os.Remove(filepath.Join(s.dir, f.Name())))
	}
	return errors.Join(errs...)
}

// write puts what r gives into a new file, synced, and hashes it. On failure there is no file. An error of r comes back
// as it is; one of the disk as Unavailable.
func (s spool) write(ctx context.Context, r io.Reader, limit int64) (path string, sums Sums, err error) {
	path = filepath.Join(s.dir, rand.Text())
	f, err := s.disk.create(path)
	if err != nil {
		return "", Sums{}, unavailable("put blob", err)
	}
	h := NewHasher()
	err = s.copy(ctx, f, h, r, limit)
	if err == nil {
		err = unavailableOrNil("put blob", f.Sync())
	}
	if closed := f.Close(); err == nil {
		err = unavailableOrNil("put blob", closed)
	}
	if err != nil {
		_ = s.disk.remove(path)
		return "", Sums{}, err
	}
	return path, h.Sums(), nil
}

func (s spool) copy(ctx context.Context, f io.Writer, h *Hasher, r io.Reader, limit int64) error {
	buf := make([]byte, 256<<10)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf)
		if h.Size()+int64(n) > limit {
			return tooLarge
		}
		if _, err := f.Write(buf[:n]); err != nil {
			return unavailable("put blob", err)
		}
		_, _ = h.Write(buf[:n])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func unavailableOrNil(doing string, err error) error {
	if err == nil {
		return nil
	}
	return unavailable(doing, err)
}
