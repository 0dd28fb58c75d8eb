package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Dir is a Store on the local disk: root/ab/cd/abcd… holds the content and abcd….sums the hashes of its pieces. A file is
// written aside, synced, and only then gets its name, so a crash at any point leaves it whole or absent.
type Dir struct {
	spool
	root string
}

// OpenDir makes the folder when missing.
func OpenDir(root string) (*Dir, error) { return openDir(realDisk{}, root) }

func openDir(d disk, root string) (*Dir, error) {
	s, err := openSpool(d, filepath.Join(root, "incoming"))
	return &Dir{s, root}, err
}

// Put implements Store.
func (d *Dir) Put(ctx context.Context, r io.Reader, limit int64) (Info, error) {
	tmp, s, err := d.write(ctx, r, limit)
	if err != nil {
		return Info{}, err
	}
	if err := d.place(tmp, s); err != nil {
		_ = d.disk.remove(tmp)
		return Info{}, err
	}
	return Info{s.Hash(), s.Size}, nil
}

// Keep implements Store. A file on the same file system is moved, one on another is copied.
func (d *Dir) Keep(ctx context.Context, path string, s Sums) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		info, err := d.Stat(ctx, s.Hash())
		if err == nil && info.Size != s.Size {
			return altered(s.Hash())
		}
		return err
	}
	if err := d.disk.sync(path); err != nil {
		return unavailable("keep blob", err)
	}
	err := d.place(path, s)
	if !errors.Is(err, syscall.EXDEV) {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return unavailable("keep blob", err)
	}
	defer f.Close()
	info, err := d.Put(ctx, f, s.Size)
	if err != nil {
		return err
	}
	if info.Hash != s.Hash() {
		return altered(s.Hash())
	}
	return unavailableOrNil("keep blob", d.disk.remove(path))
}

// place gives a synced file its name. The Sums come first: where there is a blob, they are beside it.
func (d *Dir) place(path string, s Sums) error {
	to := d.path(s.Hash())
	leaf := filepath.Dir(to)
	branch := filepath.Dir(leaf)
	steps := []func() error{
		func() error { return d.disk.mkdir(branch) },
		func() error { return d.disk.sync(d.root) },
		func() error { return d.disk.mkdir(leaf) },
		func() error { return d.disk.sync(branch) },
		func() error { return d.writeSums(s) },
		func() error { return d.disk.rename(path, to) },
		func() error { return d.disk.sync(leaf) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return unavailable("put blob", err)
		}
	}
	return nil
}

func (d *Dir) writeSums(s Sums) error {
	if s.plain() {
		return nil
	}
	b := s.encode()
	tmp, _, err := d.write(context.Background(), bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return err
	}
	if err := d.disk.rename(tmp, d.path(s.Hash())+".sums"); err != nil {
		_ = d.disk.remove(tmp)
		return err
	}
	return nil
}

// Open implements Store. A blob without its Sums, from before they were kept or because they are damaged, is read once
// as a whole to make them anew.
func (d *Dir) Open(ctx context.Context, hash string) (*Reader, error) {
	info, err := d.Stat(ctx, hash)
	if err != nil {
		return nil, err
	}
	from := func(offset int64) (io.ReadCloser, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := os.Open(d.path(hash))
		if err != nil {
			return nil, err
		}
		if _, err := f.Seek(offset, io.SeekStart); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return f, nil
	}
	if info.Size <= PieceSize {
		return newReader(info, Sums{}, from)
	}
	b, err := os.ReadFile(d.path(hash) + ".sums")
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, unavailable("open blob", err)
	}
	s, err := decodeSums(b)
	if err != nil || s.Hash() != hash {
		if s, err = sumsOf(info, from); err != nil {
			return nil, err
		}
		if err := d.writeSums(s); err != nil {
			return nil, unavailable("open blob", err)
		}
	}
	return newReader(info, s, from)
}

// Stat implements Store.
func (d *Dir) Stat(_ context.Context, hash string) (Info, error) {
	if !isHash(hash) {
		return Info{}, unknown
	}
	st, err := os.Stat(d.path(hash))
	if errors.Is(err, os.ErrNotExist) {
		return Info{}, unknown.Because(err)
	}
	if err != nil {
		return Info{}, unavailable("stat blob", err)
	}
	return Info{hash, st.Size()}, nil
}

// Walk implements Store.
func (d *Dir) Walk(ctx context.Context, after string, each func(Info) error) error {
	err := filepath.WalkDir(d.root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if e.IsDir() || !isHash(e.Name()) || e.Name() <= after || path != d.path(e.Name()) {
			return nil
		}
		st, err := e.Info()
		if err != nil {
			return err
		}
		return each(Info{e.Name(), st.Size()})
	})
	if err != nil {
		return fmt.Errorf("walk blobs: %w", err)
	}
	return nil
}

func (d *Dir) path(hash string) string { return filepath.Join(d.root, hash[:2], hash[2:4], hash) }
