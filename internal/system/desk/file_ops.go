package desk

import (
	"context"
	"io"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/id"
	"anlan/internal/base/store"
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
	}]
}

func (s *System) upload(ctx context.Context, tx *store.Tx, in *uploadInput) (*httpapi.Body[procedure.File], error) {
	by := httpapi.SubjectOf(ctx)
	if _, err := s.Procedure.Case(ctx, by, in.ID); err != nil {
		return nil, err
	}
	f := in.RawBody.Data().File
	defer f.Close()
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	if err != nil && err != io.ErrUnexpectedEOF { //nolint:errorlint // ReadFull returns it bare
		return nil, fail.Invalid("desk.file-empty", "文件是空的", "the file is empty").At("file").Because(err)
	}
	kind := http.DetectContentType(head[:n])
	if !kept[kind] {
		return nil, fail.Invalid("desk.file-type", "不接受这种文件（"+kind+"）：请上传图片、PDF、音视频或文本", "files of this type ("+kind+") are not taken: send a picture, PDF, sound, film or text").At("file")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	hash, size, err := s.Blobs.Put(f, maxFile)
	if err != nil {
		return nil, err
	}
	out, err := s.Procedure.AddFile(ctx, tx, by, procedure.File{ID: id.New(), Case: in.ID, Name: cleanName(f.Filename), Type: kind, Size: size, Hash: hash})
	return httpapi.OK(out), err
}

// cleanName keeps the last part of a name as the sender gave it, without what could mean a path or a control character.
func cleanName(s string) string {
	s = path.Base(strings.ReplaceAll(s, `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 100 {
		s = string(r[len(r)-100:])
	}
	return s
}

type fileInput struct {
	ID   string `path:"id" maxLength:"64"`
	File string `path:"file" maxLength:"64"`
}

func (s *System) download(ctx context.Context, in *fileInput) (*httpapi.Bytes, error) {
	f, err := s.Procedure.File(ctx, httpapi.SubjectOf(ctx), in.ID, in.File)
	if err != nil {
		return nil, err
	}
	b, err := s.Blobs.Get(f.Hash)
	if err != nil {
		return nil, err
	}
	how := "attachment"
	if strings.HasPrefix(f.Type, "image/") {
		how = "inline"
	}
	return &httpapi.Bytes{
		ContentType: f.Type, CacheControl: "private, max-age=86400", ETag: `"` + f.Hash + `"`,
		Disposition: mime.FormatMediaType(how, map[string]string{"filename": f.Name}), Body: b,
	}, nil
}
