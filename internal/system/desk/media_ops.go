package desk

import (
	"bytes"
	"context"
	"io"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/geo"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/media"
	"anlan/internal/engine/procedure"
)

// previews bounds how many pictures are decoded at once; each may take hundreds of megabytes.
const previews = 2

func (s *System) mediaOperations() []httpapi.Operation {
	const read = "desk.case.read"
	turns := make(chan struct{}, previews)
	preview := func(ctx context.Context, in *fileInput) (httpapi.File, io.ReadSeekCloser, error) {
		select {
		case turns <- struct{}{}:
			defer func() { <-turns }()
		case <-ctx.Done():
			return httpapi.File{}, nil, ctx.Err()
		}
		return s.preview(ctx, in)
	}
	return []httpapi.Operation{
		httpapi.Files("/cases/{id}/files/{file}/preview", read, preview).Returns("image/jpeg").Doc("A small picture of a picture", "JPEG, at most 640 pixels a side, turned as it is to be shown, without position or camera."),
		httpapi.Get("/cases/{id}/files/{file}/media", read, s.media).Doc("What a picture or recording says of itself", "Time, place, camera, length. The device wrote it, so it is a hint and no proof."),
	}
}

// open finds a file of a case that the caller may see and opens its content.
func (s *System) open(ctx context.Context, in *fileInput) (procedure.File, io.ReadSeekCloser, error) {
	f, err := s.Procedure.File(ctx, httpapi.SubjectOf(ctx), in.ID, in.File)
	if err != nil {
		return f, nil, err
	}
	r, err := s.Blobs.Open(ctx, f.Hash)
	if err != nil {
		return f, nil, err
	}
	return f, r, nil
}

func (s *System) preview(ctx context.Context, in *fileInput) (httpapi.File, io.ReadSeekCloser, error) {
	f, r, err := s.open(ctx, in)
	if err != nil {
		return httpapi.File{}, nil, err
	}
	defer r.Close()
	var b bytes.Buffer
	if err := media.Preview(r, &b); err != nil {
		return httpapi.File{}, nil, err
	}
	return httpapi.File{Name: f.Name + ".jpg", Type: "image/jpeg", Tag: f.Hash + "-preview"}, inMemory{bytes.NewReader(b.Bytes())}, nil
}

type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// MediaView is what a file says of itself; what it does not say is null or absent.
type MediaView struct {
	Kind        media.Kind    `json:"kind" doc:"container, found from the content"`
	Width       int           `json:"width,omitempty"`
	Height      int           `json:"height,omitempty"`
	At          clock.Instant `json:"at" doc:"when it was taken or begun, by the device's clock"`
	OffsetKnown bool          `json:"offset_known" doc:"whether the device told its offset from UTC; else +08:00 is taken for pictures"`
	Satellite   clock.Instant `json:"satellite" doc:"time of the position's fix, which does not come from the device's clock"`
	Seconds     float64       `json:"seconds,omitempty" doc:"length of a recording"`
	Estimated   bool          `json:"estimated" doc:"whether the length was reckoned and not told"`
	Position    *geo.Point    `json:"position,omitempty" doc:"WGS 84"`
	Device      string        `json:"device,omitempty" doc:"maker and model"`
}

func (s *System) media(ctx context.Context, in *fileInput) (*httpapi.Body[MediaView], error) {
	f, r, err := s.open(ctx, in)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	v, err := mediaOf(f.Type, r)
	return httpapi.OK(v), err
}

// mediaOf reads what a picture or recording says of itself.
func mediaOf(kind string, r io.ReadSeeker) (MediaView, error) {
	if strings.HasPrefix(kind, "image/") {
		i, err := media.ReadImage(r)
		if err != nil {
			return MediaView{}, err
		}
		return MediaView{
			Kind: i.Kind, Width: i.Width, Height: i.Height, At: clock.At(i.Taken), OffsetKnown: i.OffsetKnown, Satellite: clock.At(i.Satellite),
			Position: i.Position, Device: strings.TrimSpace(i.Make + " " + i.Model),
		}, nil
	}
	m, err := media.ReadRecording(r)
	if err != nil {
		return MediaView{}, err
	}
	return MediaView{Kind: m.Kind, At: clock.At(m.Created), OffsetKnown: !m.Created.IsZero(), Seconds: m.Duration.Round(time.Millisecond).Seconds(), Estimated: m.Estimated, Position: m.Position}, nil
}
