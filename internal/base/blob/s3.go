package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Options say where the bucket is. It must be there: who makes it decides on its copies, its lock and its encryption.
type S3Options struct {
	Endpoint string // http://host:port or https://host
	Bucket   string
	Region   string // empty: us-east-1
	Key      string
	Secret   string
	Spool    string // folder for files on their way
}

// Validate refuses what cannot work.
func (o S3Options) Validate() error {
	u, err := url.Parse(o.Endpoint)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || (u.Path != "" && u.Path != "/") {
		return fmt.Errorf("endpoint %q is not http(s)://HOST[:PORT]", o.Endpoint)
	}
	if o.Bucket == "" || o.Key == "" || o.Secret == "" {
		return errors.New("bucket, key and secret are needed")
	}
	return nil
}

// S3 is a Store in a bucket: sm3/ab/abcd… holds the content and sums/ab/abcd… the hashes of its pieces. A file is written
// to the spool first, because its key is its hash, and because what is on the local disk can be sent again; large ones go
// in parts. The same content always goes to the same key, so a repeat does no harm.
type S3 struct {
	spool
	c      minio.Core // asks and reads; repeats by itself
	w      minio.Core // writes; see send
	bucket string
}

// s3Retries are the tries of the client, with growing pauses of about a second together, for requests without a body.
const s3Retries = 3

// OpenS3 makes the client. It asks the server nothing yet, so Anlan starts while the storage is down; see Ping.
func OpenS3(o S3Options) (*S3, error) {
	if err := o.Validate(); err != nil {
		return nil, fmt.Errorf("open S3: %w", err)
	}
	u, err := url.Parse(o.Endpoint)
	if err != nil {
		return nil, fmt.Errorf("open S3: %w", err)
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	client := func(tries int) (*minio.Core, error) {
		return minio.NewCore(u.Host, &minio.Options{
			Creds: credentials.NewStaticV4(o.Key, o.Secret, ""), Secure: u.Scheme == "https", Region: o.Region,
			BucketLookup: minio.BucketLookupPath, MaxRetries: tries,
		})
	}
	c, err := client(s3Retries)
	if err != nil {
		return nil, fmt.Errorf("open S3: %w", err)
	}
	w, err := client(1)
	if err != nil {
		return nil, fmt.Errorf("open S3: %w", err)
	}
	s, err := openSpool(realDisk{}, o.Spool)
	return &S3{s, *c, *w, o.Bucket}, err
}

// Put implements Store.
func (s *S3) Put(ctx context.Context, r io.Reader, limit int64) (Info, error) {
	tmp, sums, err := s.write(ctx, r, limit)
	if err != nil {
		return Info{}, err
	}
	if err := s.Keep(ctx, tmp, sums); err != nil {
		_ = s.disk.remove(tmp)
		return Info{}, err
	}
	return Info{sums.Hash(), sums.Size}, nil
}

// Keep implements Store.
func (s *S3) Keep(ctx context.Context, path string, sums Sums) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		info, err := s.Stat(ctx, sums.Hash())
		if err == nil && info.Size != sums.Size {
			return altered(sums.Hash())
		}
		return err
	}
	if err != nil {
		return unavailable("keep blob", err)
	}
	defer f.Close()
	if !sums.plain() {
		if err := s.writeSums(ctx, sums); err != nil {
			return err
		}
	}
	if err := s.send(ctx, s.key(sums.Hash()), f, sums.Size); err != nil {
		return s3Failed("put blob", err)
	}
	return unavailableOrNil("keep blob", s.disk.remove(path))
}

func (s *S3) writeSums(ctx context.Context, sums Sums) error {
	b := sums.encode()
	return s3Failed("put blob", s.send(ctx, s.sumsKey(sums.Hash()), bytes.NewReader(b), int64(len(b))))
}

// Open implements Store.
func (s *S3) Open(ctx context.Context, hash string) (*Reader, error) {
	info, err := s.Stat(ctx, hash)
	if err != nil {
		return nil, err
	}
	from := func(offset int64) (io.ReadCloser, error) { return s.get(ctx, s.key(hash), offset) }
	if info.Size <= PieceSize {
		return newReader(info, Sums{}, from)
	}
	sums, err := s.readSums(ctx, hash)
	if err != nil {
		return nil, err
	}
	if sums.Hash() != hash {
		if sums, err = sumsOf(info, from); err != nil {
			return nil, err
		}
		if err := s.writeSums(ctx, sums); err != nil {
			return nil, err
		}
	}
	return newReader(info, sums, from)
}

// readSums gives those of no blob at all when there are none or when they are damaged.
func (s *S3) readSums(ctx context.Context, hash string) (Sums, error) {
	r, err := s.get(ctx, s.sumsKey(hash), 0)
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return Sums{}, nil
	}
	if err != nil {
		return Sums{}, s3Failed("open blob", err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return Sums{}, s3Failed("open blob", err)
	}
	sums, err := decodeSums(b)
	if errors.Is(err, errSums) {
		return Sums{}, nil
	}
	return sums, err
}

func (s *S3) get(ctx context.Context, key string, offset int64) (io.ReadCloser, error) {
	var o minio.GetObjectOptions
	if offset > 0 {
		if err := o.SetRange(offset, 0); err != nil {
			return nil, err
		}
	}
	r, _, _, err := s.c.GetObject(ctx, s.bucket, key, o)
	return r, err
}

// Stat implements Store.
func (s *S3) Stat(ctx context.Context, hash string) (Info, error) {
	if !isHash(hash) {
		return Info{}, unknown
	}
	o, err := s.c.Client.StatObject(ctx, s.bucket, s.key(hash), minio.StatObjectOptions{})
	if err != nil {
		return Info{}, s3Failed("stat blob", err)
	}
	return Info{hash, o.Size}, nil
}

// Ping asks for the bucket itself: to the question for a key, a bucket that is missing gives the same answer as a key.
func (s *S3) Ping(ctx context.Context) error {
	there, err := s.c.BucketExists(ctx, s.bucket)
	if err == nil && !there {
		err = fmt.Errorf("there is no bucket %q", s.bucket)
	}
	return s3Failed("ping", err)
}

// Walk implements Store.
func (s *S3) Walk(ctx context.Context, after string, each func(Info) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	o := minio.ListObjectsOptions{Prefix: "sm3/", Recursive: true}
	if len(after) > 2 {
		o.StartAfter = s.key(after)
	}
	for obj := range s.c.ListObjectsIter(ctx, s.bucket, o) {
		if obj.Err != nil {
			return s3Failed("walk blobs", obj.Err)
		}
		if len(obj.Key) < len("sm3/ab/") {
			continue
		}
		hash := obj.Key[len("sm3/ab/"):]
		if !isHash(hash) || obj.Key != s.key(hash) || hash <= after {
			continue
		}
		if err := each(Info{hash, obj.Size}); err != nil {
			return fmt.Errorf("walk blobs: %w", err)
		}
	}
	return ctx.Err()
}

func (s *S3) key(hash string) string     { return "sm3/" + hash[:2] + "/" + hash }
func (s *S3) sumsKey(hash string) string { return "sums/" + hash[:2] + "/" + hash }

// s3Failed gives the meaning to what the server or the line said. A bucket that is missing or a key that is refused is
// for the operator to mend, and to the user the same as silence.
func s3Failed(doing string, err error) error {
	if err == nil {
		return nil
	}
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return unknown.Because(err)
	}
	return unavailable(doing, err)
}
