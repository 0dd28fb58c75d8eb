// Package blob keeps files by the hash of their content.
//
// A Store takes a stream, hashes it with SM3 while it is written, and keeps it under that hash; the same content is kept
// once. There are two: Dir on the local disk, and S3 for servers that speak its protocol. Both pass one suite, blobtest.
//
// Nothing altered is served as good. Beside a blob of more than one piece lie its Sums, the hashes of each PieceSize
// bytes: a Reader gives out no byte of a piece that does not have its hash, so also a range out of a long recording is
// checked. A blob of one piece is checked against its own name. Who could alter the content and its Sums alike is found
// by the hash of the whole: every reading from the first byte to the last ends with that check, and so do Verify and the
// Patrol, which goes round all blobs in the background.
//
// It knows no names, owners or types, and deletes nothing.
package blob

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"

	"github.com/emmansun/gmsm/sm3"

	"anlan/internal/base/fail"
)

// Info is what a store knows of a blob: its SM3 hash in lower-case hex, and its size in bytes.
type Info struct {
	Hash string
	Size int64
}

// Store keeps blobs. All of it may be called at once by many. Besides what is said below, everything fails with
// Unavailable when the storage does not answer or is full; a repeat is then safe and may succeed.
type Store interface {
	// Put stores what r gives, at most limit bytes, else Invalid. It is kept durably, whole, before Put returns; when Put
	// fails there is nothing of it under any name. An error of r comes back as it is.
	Put(ctx context.Context, r io.Reader, limit int64) (Info, error)
	// Keep takes the finished local file at path, whose hashes the caller made while writing it, and leaves nothing at
	// path. It may be repeated after any failure, also when the file has gone into the store already.
	Keep(ctx context.Context, path string, s Sums) error
	// Open reads a blob, checked as it goes; NotFound when there is none. The reader lives as long as ctx.
	Open(ctx context.Context, hash string) (*Reader, error)
	// Stat says how large a blob is without reading it; NotFound when there is none.
	Stat(ctx context.Context, hash string) (Info, error)
	// Walk calls each for every blob whose hash sorts after the given one ("" for all), in that order, until it fails.
	Walk(ctx context.Context, after string, each func(Info) error) error
}

var (
	tooLarge = fail.Invalid("blob.too-large", "文件过大", "the file is too large")
	unknown  = fail.NotFound("blob.unknown", "没有这个文件", "there is no such file")
	full     = fail.Unavailable("blob.full", "存储空间不足，文件没有保存，请稍后重试并通知管理员", "the storage is full and the file was not kept; try again later and tell the administrator")
	down     = fail.Unavailable("blob.unavailable", "文件存储暂时不可用，请稍后重试", "the storage of files does not answer now; try again later")
)

// altered names the blob that no longer has its hash.
func altered(hash string) error {
	return fail.Internal("blob.altered", "文件 "+hash+" 的内容与登记的校验值不符", "the content of the file "+hash+" does not have its recorded hash")
}

// IsAltered reports whether err says that a blob no longer has its hash.
func IsAltered(err error) bool {
	e := fail.As(err)
	return e != nil && e.Code == "blob.altered"
}

// Get reads a whole blob of at most limit bytes into memory, checked.
func Get(ctx context.Context, s Store, hash string, limit int64) ([]byte, error) {
	r, err := s.Open(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if r.Size() > limit {
		return nil, tooLarge
	}
	b := make([]byte, r.Size())
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	return b, nil
}

// Verify reads a whole blob and holds it against its hash: nil when it fits, Internal with its name (IsAltered) when it
// does not, NotFound when it is not there.
func Verify(ctx context.Context, s Store, hash string) error {
	r, err := s.Open(ctx, hash)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

// Ping asks the storage for an answer.
func Ping(ctx context.Context, s Store) error {
	if p, ok := s.(interface{ Ping(context.Context) error }); ok {
		return p.Ping(ctx)
	}
	_, err := s.Stat(ctx, strings.Repeat("0", 2*sm3.Size))
	if fail.KindOf(err) == fail.KindNotFound {
		return nil
	}
	return err
}

// isHash tells hashes from everything else that comes as one.
func isHash(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sm3.Size && strings.ToLower(s) == s
}

// Unavailable says in the user's words what a disk or a server said: full, or out of order. An error that has a meaning
// already stays as it is.
func Unavailable(doing string, err error) error { return unavailable(doing, err) }

func unavailable(doing string, err error) error {
	if fail.As(err) != nil || errors.Is(err, context.Canceled) {
		return err
	}
	kind := down
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		kind = full
	}
	return fmt.Errorf("%s: %w", doing, kind.Because(err))
}
