package desk

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
	"anlan/internal/base/upload"
	"anlan/internal/engine/procedure"
)

// maxFile is the largest file of a case, in bytes: a photo or a short recording from a phone.
const maxFile = 32 << 20

// kept are the media types that cases take. Pictures that can hold scripts (SVG) and web pages are not among them.
var kept = map[string]bool{
	"image/jpeg": true, "image/png": true, "image/webp": true, "image/gif": true, "application/pdf": true,
	"video/mp4": true, "video/webm": true, "audio/mpeg": true, "audio/wave": true, "application/ogg": true, "application/zip": true, "text/plain; charset=utf-8": true,
}

type uploadInput struct {
	ID      string    `path:"id" maxLength:"64"`
	Kind    string    `query:"kind" maxLength:"40" doc:"what evidence it is: recording, photo-before, …"`
	Note    string    `query:"note" maxLength:"500"`
	Device  string    `query:"device" maxLength:"100"`
	Began   time.Time `query:"began_at" doc:"of a recording; what the file says of itself when not given"`
	Ended   time.Time `query:"ended_at"`
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true"`
	}]
}

// receive stores the file before the transaction begins: the storage may be slow, and storing twice is storing once.
func (s *System) receive(ctx context.Context, in *uploadInput) (procedure.File, error) {
	out := procedure.File{Case: in.ID}
	if _, err := s.Procedure.Case(ctx, httpapi.SubjectOf(ctx), in.ID); err != nil {
		return out, err
	}
	label := Label{Kind: in.Kind, Note: in.Note, Device: in.Device, Began: clock.At(in.Began), Ended: clock.At(in.Ended)}
	if err := label.check(clock.At(s.Clock.Now())); err != nil {
		return out, err
	}
	f := in.RawBody.Data().File
	defer f.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull returns it bare
		return out, fail.Invalid("desk.file-empty", "文件是空的", "the file is empty").At("file").Because(err)
	}
	kind := http.DetectContentType(head[:n])
	if !kept[kind] {
		return out, fail.Invalid("desk.file-type", "不接受这种文件（"+kind+"）：请上传图片、PDF、音视频或文本", "files of this type ("+kind+") are not taken: send a picture, PDF, sound, film or text").At("file")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return out, err
	}
	stored, err := s.Blobs.Put(ctx, f, maxFile)
	if err != nil {
		return out, err
	}
	out.Name, out.Type, out.Size, out.Hash = upload.CleanName(f.Filename), kind, stored.Size, stored.Hash
	return s.describe(ctx, out, label), nil
}

func (s *System) upload(ctx context.Context, tx *store.Tx, _ *uploadInput, f procedure.File) (*httpapi.Body[procedure.File], error) {
	f.ID = id.New()
	out, err := s.Procedure.AddFile(ctx, tx, httpapi.SubjectOf(ctx), f)
	return httpapi.OK(out), err
}

type fileInput struct {
	ID   string `path:"id" maxLength:"64"`
	File string `path:"file" maxLength:"64"`
}

func (s *System) download(ctx context.Context, in *fileInput) (httpapi.File, io.ReadSeekCloser, error) {
	f, r, err := s.open(ctx, in)
	return httpapi.File{Name: f.Name, Type: f.Type, Tag: f.Hash}, r, err
}
