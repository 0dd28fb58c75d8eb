package desk

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/store"
	"anlan/internal/base/upload"
	"anlan/internal/engine/procedure"
)

// The operations of tus 1.0.0: core, creation, termination, expiration and checksum. Everybody sees and continues their
// own uploads only.
const (
	tusVersion = "1.0.0"
	tusBody    = "application/offset+octet-stream"
	httpDate   = "Mon, 02 Jan 2006 15:04:05 GMT"
)

func (s *System) uploadOperations() []httpapi.Operation {
	const read = "desk.case.read"
	return []httpapi.Operation{
		httpapi.Get("/uploads", httpapi.Public, s.tusOptions).By("OPTIONS").Answers(204).Doc("What the upload protocol can do", "tus 1.0.0: versions, extensions, checksums and the largest file of all."),
		httpapi.Get("/uploads", read, s.uploads).Doc("My uploads", "Those that are not taken yet, oldest first."),
		httpapi.Command("/uploads", read, s.createUpload).Answers(201).Doc("Begin an upload", "tus 1.0.0 creation. The length is in Upload-Length, the name in Upload-Metadata (filename). What may be sent depends on the roles held."),
		httpapi.Get("/uploads/{id}", read, s.showUpload).Doc("One of my uploads", "How much of it is safe; type and hash once it is stored."),
		httpapi.Get("/uploads/{id}", read, s.resumeUpload).By("HEAD").Doc("Where to go on", "tus 1.0.0. Interrupts a line of the same upload that is still open."),
		httpapi.Command("/uploads/{id}", read, s.appendUpload).By("PATCH").Takes(tusBody).Answers(204).Doc("Send the next bytes", "tus 1.0.0, from Upload-Offset on, as many as the sender likes. What was acknowledged survives a crash of either side."),
		httpapi.Command("/uploads/{id}", read, s.endUpload).By("DELETE").Answers(204).Doc("End an upload", "tus 1.0.0 termination."),
		httpapi.Post("/cases/{id}/uploads", read, s.takeUpload).Doc("Add a finished upload to a case", "As Add a file, for what was sent before. Once; a repeat for the same case gives the same file."),
	}
}

// Tus is the header that every request of the protocol bears.
type Tus struct {
	Version string `header:"Tus-Resumable" maxLength:"20" doc:"1.0.0"`
}

var errVersion = fail.Invalid("upload.version", "只支持 tus 1.0.0 协议", "only tus 1.0.0 is spoken here").At("Tus-Resumable")

// speaks refuses other versions of the protocol; every answer names ours.
func (in Tus) speaks(ctx context.Context) error {
	httpapi.SetHeader(ctx, "Tus-Resumable", tusVersion)
	if in.Version != tusVersion {
		httpapi.SetHeader(ctx, "Tus-Version", tusVersion)
		return errVersion
	}
	return nil
}

// tusAnswer is the headers of a success; an empty one is not sent.
type tusAnswer struct {
	Location     string `header:"Location"`
	Offset       string `header:"Upload-Offset"`
	Length       string `header:"Upload-Length"`
	Expires      string `header:"Upload-Expires"`
	CacheControl string `header:"Cache-Control"`
	Version      string `header:"Tus-Version"`
	Extension    string `header:"Tus-Extension"`
	MaxSize      string `header:"Tus-Max-Size"`
	Algorithms   string `header:"Tus-Checksum-Algorithm"`
}

func answerOf(it upload.Item) tusAnswer {
	return tusAnswer{Offset: decimal(it.Received), Expires: dateOf(it.ExpiresAt), CacheControl: "no-store"}
}

func dateOf(t clock.Instant) string { return t.Truncate(time.Second).Format(httpDate) }

func (s *System) tusOptions(ctx context.Context, _ *struct{}) (*tusAnswer, error) {
	httpapi.SetHeader(ctx, "Tus-Resumable", tusVersion)
	return &tusAnswer{Version: tusVersion, Extension: "creation,expiration,termination,checksum", MaxSize: decimal(s.Uploads.Options().Limits.Largest()), Algorithms: upload.Algorithms}, nil
}

func (s *System) uploads(ctx context.Context, _ *struct{}) (*httpapi.Body[httpapi.Page[upload.Item]], error) {
	items, err := s.Uploads.Items(ctx, httpapi.SubjectOf(ctx))
	return httpapi.OK(httpapi.Page[upload.Item]{Items: items}), err
}

type createUploadInput struct {
	Tus
	Length   int64  `header:"Upload-Length" doc:"size of the file in bytes"`
	Metadata string `header:"Upload-Metadata" maxLength:"4096" doc:"pairs of a key and its value in base64; filename is kept"`
}

func (s *System) createUpload(ctx context.Context, in *createUploadInput) (*tusAnswer, error) {
	if err := in.speaks(ctx); err != nil {
		return nil, err
	}
	name, err := metadata(in.Metadata, "filename")
	if err != nil {
		return nil, err
	}
	it, err := s.Uploads.Create(ctx, httpapi.SubjectOf(ctx), name, in.Length)
	if err != nil {
		return nil, err
	}
	a := answerOf(it)
	a.Location = "/api/uploads/" + it.ID
	return &a, nil
}

// metadata finds one value in the header of tus: "key base64,key base64".
func metadata(header, key string) (string, error) {
	for pair := range strings.SplitSeq(header, ",") {
		k, v, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if k != key {
			continue
		}
		b, err := base64.StdEncoding.DecodeString(v)
		if err != nil {
			return "", fail.Invalid("upload.metadata", "文件信息无法识别", "the metadata cannot be read").At("Upload-Metadata").Because(err)
		}
		return string(b), nil
	}
	return "", nil
}

func (s *System) showUpload(ctx context.Context, in *idInput) (*httpapi.Body[upload.Item], error) {
	it, err := s.Uploads.Item(ctx, httpapi.SubjectOf(ctx), in.ID)
	return httpapi.OK(it), err
}

type uploadIDInput struct {
	Tus
	ID string `path:"id" maxLength:"64"`
}

func (s *System) resumeUpload(ctx context.Context, in *uploadIDInput) (*tusAnswer, error) {
	if err := in.speaks(ctx); err != nil {
		return nil, err
	}
	it, err := s.Uploads.Resume(ctx, httpapi.SubjectOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	a := answerOf(it)
	a.Length = decimal(it.Size)
	return &a, nil
}

type appendInput struct {
	Tus
	ID          string `path:"id" maxLength:"64"`
	Offset      int64  `header:"Upload-Offset" minimum:"0" doc:"where these bytes belong"`
	ContentType string `header:"Content-Type" doc:"application/offset+octet-stream"`
	Checksum    string `header:"Upload-Checksum" maxLength:"120" doc:"algorithm and base64 of these bytes; none of them counts unless it fits"`
}

func (s *System) appendUpload(ctx context.Context, in *appendInput) (*tusAnswer, error) {
	if err := in.speaks(ctx); err != nil {
		return nil, err
	}
	if in.ContentType != tusBody {
		return nil, fail.Invalid("upload.body-type", "内容类型须为 "+tusBody, "the content type must be "+tusBody).At("Content-Type")
	}
	sum, err := upload.ParseChecksum(in.Checksum)
	if err != nil {
		return nil, err
	}
	it, err := s.Uploads.Append(ctx, httpapi.SubjectOf(ctx), in.ID, in.Offset, sum, httpapi.IncomingOf(ctx).Open)
	if err != nil {
		return nil, err
	}
	a := answerOf(it)
	return &a, nil
}

func (s *System) endUpload(ctx context.Context, in *uploadIDInput) (*tusAnswer, error) {
	if err := in.speaks(ctx); err != nil {
		return nil, err
	}
	return &tusAnswer{}, s.Uploads.End(ctx, httpapi.SubjectOf(ctx), in.ID)
}

type takeInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Upload string `json:"upload" maxLength:"64" doc:"one of my finished uploads"`
		Label
	}
}

// Label is what the sender says of a file. Times and device of a recording are taken from it when they are not given.
type Label struct {
	Kind   string        `json:"kind,omitempty" maxLength:"40" doc:"what evidence it is: recording, photo-before, …"`
	Note   string        `json:"note,omitempty" maxLength:"500"`
	Device string        `json:"device,omitempty" maxLength:"100"`
	Began  clock.Instant `json:"began_at,omitzero"`
	Ended  clock.Instant `json:"ended_at,omitzero"`
}

// check refuses times that no recording has.
func (l Label) check(now clock.Instant) error {
	switch {
	case l.Began.After(now.Time):
		return fail.Invalid("desk.recording-future", "录像开始时间在现在之后", "the recording begins in the future").At("began_at")
	case !l.Ended.IsZero() && (l.Began.IsZero() || !l.Ended.After(l.Began.Time)):
		return fail.Invalid("desk.recording-times", "录像结束时间须在开始时间之后，两者一并填写", "a recording ends after it begins: give both times").At("ended_at")
	}
	return nil
}

// describe adds to a file what its sender says of it and, where that is silent, what the file says of itself.
func (s *System) describe(ctx context.Context, f procedure.File, l Label) procedure.File {
	f.Kind, f.Note, f.Device, f.Began, f.Ended = l.Kind, l.Note, l.Device, l.Began, l.Ended
	r, err := s.Blobs.Open(ctx, f.Hash)
	if err != nil {
		return f // what cannot be read is said where it is opened
	}
	defer r.Close()
	m, err := mediaOf(f.Type, r)
	if err != nil {
		return f // a file that says nothing of itself is a file all the same
	}
	if f.Began.IsZero() {
		f.Began = m.At
	}
	if f.Ended.IsZero() && !f.Began.IsZero() && m.Seconds > 0 {
		f.Ended = clock.At(f.Began.Add(time.Duration(m.Seconds * float64(time.Second))))
	}
	if f.Device == "" {
		f.Device = m.Device
	}
	if m.Position != nil {
		f.Lon, f.Lat = &m.Position.Lon, &m.Position.Lat
	}
	return f
}

// takeUpload makes the upload a file of the case under the upload's own identifier, so a repeat finds it there.
func (s *System) takeUpload(ctx context.Context, tx *store.Tx, in *takeInput) (*httpapi.Body[procedure.File], error) {
	by := httpapi.SubjectOf(ctx)
	f, err := s.Uploads.Take(ctx, tx, by, in.Body.Upload, in.ID)
	if err != nil {
		return nil, err
	}
	old, err := s.Procedure.File(ctx, by, in.ID, f.Upload)
	if err == nil {
		return httpapi.OK(old), nil
	}
	if fail.KindOf(err) != fail.KindNotFound {
		return nil, err
	}
	file := procedure.File{ID: f.Upload, Case: in.ID, Name: f.Name, Type: f.Type, Size: f.Size, Hash: f.Hash}
	if err := in.Body.check(clock.At(s.Clock.Now())); err != nil {
		return nil, err
	}
	out, err := s.Procedure.AddFile(ctx, tx, by, s.describe(ctx, file, in.Body.Label))
	return httpapi.OK(out), err
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
