package blob

import (
	"context"
	"crypto/md5" //nolint:gosec // what S3 holds a part against; the content is named by its SM3
	"encoding/base64"
	"io"

	"github.com/minio/minio-go/v7"
)

const (
	s3Part  = 16 << 20
	s3Tries = 3
)

// send puts size bytes of r under a key, in parts when they are many. A part that fails is sent again, from a reader of
// its own: the client's own repeats read on in the one that the broken request may still be reading. Each part goes with
// its MD5 under the signature, so the server refuses what the line changed; signing the body in chunks would say no more
// and is not spoken by all. Until the last request has succeeded there is nothing under the key.
func (s *S3) send(ctx context.Context, key string, r io.ReaderAt, size int64) error {
	if size <= s3Part {
		return s.again(ctx, func() error {
			sum, err := md5Of(r, 0, size)
			if err != nil {
				return err
			}
			_, err = s.w.PutObject(ctx, s.bucket, key, io.NewSectionReader(r, 0, size), size, sum, "", minio.PutObjectOptions{ContentType: s3Type, DisableContentSha256: true})
			return err
		})
	}
	var id string
	err := s.again(ctx, func() (err error) {
		id, err = s.w.NewMultipartUpload(ctx, s.bucket, key, minio.PutObjectOptions{ContentType: s3Type})
		return err
	})
	if err != nil {
		return err
	}
	if err = s.sendParts(ctx, key, id, r, size); err != nil {
		// Parts of an upload that is given up cost room until it is aborted, here or by a rule of the bucket.
		_ = s.w.AbortMultipartUpload(context.WithoutCancel(ctx), s.bucket, key, id)
	}
	return err
}

const s3Type = "application/octet-stream"

func (s *S3) sendParts(ctx context.Context, key, id string, r io.ReaderAt, size int64) error {
	var parts []minio.CompletePart
	for at := int64(0); at < size; at += s3Part {
		n, number := min(s3Part, size-at), len(parts)+1
		err := s.again(ctx, func() error {
			sum, err := md5Of(r, at, n)
			if err != nil {
				return err
			}
			p, err := s.w.PutObjectPart(ctx, s.bucket, key, id, number, io.NewSectionReader(r, at, n), n, minio.PutObjectPartOptions{Md5Base64: sum, DisableContentSha256: true})
			if err == nil {
				parts = append(parts, minio.CompletePart{PartNumber: number, ETag: p.ETag})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.again(ctx, func() error {
		_, err := s.w.CompleteMultipartUpload(ctx, s.bucket, key, id, parts, minio.PutObjectOptions{})
		return err
	})
}

// again does something up to three times. Between two tries it asks for the bucket, by the client that waits and asks
// again by itself, so that a server that is down is waited for a moment and then given up.
func (s *S3) again(ctx context.Context, do func() error) (err error) {
	for range s3Tries {
		if err = do(); err == nil || ctx.Err() != nil {
			return err
		}
		if s.Ping(ctx) != nil {
			return err
		}
	}
	return err
}

func md5Of(r io.ReaderAt, at, n int64) (string, error) {
	h := md5.New() //nolint:gosec // as above
	if _, err := io.Copy(h, io.NewSectionReader(r, at, n)); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil)), nil
}
