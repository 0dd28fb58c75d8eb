package desk

import (
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/media"
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
	ID      string `path:"id" maxLength:"64"`
	RawBody huma.MultipartFormFiles[struct {
		File huma.FormFile `form:"file" required:"true"`
		Kind string        `form:"kind" maxLength:"40" doc:"what evidence it is, by the procedure's own words: recording, photo …"`
		Note string        `form:"note" maxLength:"500" doc:"what it shows"`
	}]
}

// receive stores the file before the transaction begins: the storage may be slow, and storing twice is storing once.
func (s *System) receive(ctx context.Context, in *uploadInput) (procedure.File, error) {
	out := procedure.File{Case: in.ID}
	if _, err := s.Procedure.Case(ctx, httpapi.SubjectOf(ctx), in.ID); err != nil {
		return out, err
	}
	form := in.RawBody.Data()
	f := form.File
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
	out.Name, out.Type, out.Size, out.Hash, out.Kind, out.Note = upload.CleanName(f.Filename), kind, stored.Size, stored.Hash, form.Kind, form.Note
	describe(&out, f)
	return out, nil
}

// describe fills in what a picture or recording says of itself. Most files say nothing, and damaged ones are evidence too:
// what cannot be read stays empty.
func describe(f *procedure.File, r io.ReadSeeker) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return
	}
	switch {
	case strings.HasPrefix(f.Type, "image/"):
		if i, err := media.ReadImage(r); err == nil {
			f.Began, f.Device = clock.At(i.Taken), strings.TrimSpace(i.Make+" "+i.Model)
			place(f, i.Position)
		}
	case strings.HasPrefix(f.Type, "video/"), strings.HasPrefix(f.Type, "audio/"):
		m, err := media.ReadRecording(r)
		if err != nil || m.Created.IsZero() {
			return
		}
		f.Began, f.Ended = clock.At(m.Created), clock.At(m.Created.Add(m.Duration))
		place(f, m.Position)
	}
}

func place(f *procedure.File, p *geo.Point) {
	if p != nil {
		f.Lon, f.Lat = &p.Lon, &p.Lat
	}
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
