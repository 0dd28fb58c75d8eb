// Package media reads what pictures and recordings say of themselves: when and where, by which camera, how long.
//
// All of it is pure: a stream that can seek goes in, values come out, and any bytes are borne. What a file says was
// written by a device, whose clock may be wrong, and can be written by anybody: it is a hint beside the hash, never a
// proof. Positions in EXIF and in MP4 files are WGS 84; a phone that writes the shifted coordinates of a Chinese map
// (GCJ-02) into them cannot be told from one that does not. Pictures are read by bep/imagemeta and the decoders of the
// standard library; the few headers that tell a recording's length are read here. Nothing is decoded but Preview's one
// picture, and that only below MaxPixels.
package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"anlan/internal/base/fail"
)

// Kind is a container, found from the first bytes.
type Kind string

// The kinds that are read here.
const (
	JPEG Kind = "jpeg"
	PNG  Kind = "png"
	WebP Kind = "webp"
	GIF  Kind = "gif"
	TIFF Kind = "tiff"
	HEIF Kind = "heif"
	AVIF Kind = "avif"
	MP4  Kind = "mp4" // also QuickTime, 3GP, M4A
	WebM Kind = "webm"
	WAV  Kind = "wav"
	MP3  Kind = "mp3"
)

var (
	errUnknown    = fail.Invalid("media.unknown", "无法识别的图片或音视频格式", "the format of this picture or recording is not known")
	errUnreadable = fail.Invalid("media.unreadable", "图片或音视频文件已损坏，无法读取", "the picture or recording is damaged and cannot be read")
)

// KindOf tells the container and leaves r at its beginning; "" for none of ours.
func KindOf(r io.ReadSeeker) (Kind, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	head := make([]byte, 32)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return "", err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	return kindOf(head[:n]), nil
}

func kindOf(b []byte) Kind {
	at := func(i int, s string) bool { return len(b) >= i+len(s) && string(b[i:i+len(s)]) == s }
	switch {
	case at(0, "\xff\xd8\xff"):
		return JPEG
	case at(0, "\x89PNG\r\n\x1a\n"):
		return PNG
	case at(0, "GIF87a"), at(0, "GIF89a"):
		return GIF
	case at(0, "II*\x00"), at(0, "MM\x00*"):
		return TIFF
	case at(0, "RIFF") && at(8, "WEBP"):
		return WebP
	case at(0, "RIFF") && at(8, "WAVE"):
		return WAV
	case at(4, "ftypavif"), at(4, "ftypavis"):
		return AVIF
	case at(4, "ftyphei"), at(4, "ftyphev"), at(4, "ftypmif1"), at(4, "ftypmsf1"):
		return HEIF
	case at(4, "ftyp"), at(4, "moov"), at(4, "mdat"), at(4, "wide"), at(4, "free"), at(4, "skip"):
		return MP4
	case at(0, "\x1a\x45\xdf\xa3"):
		return WebM
	case at(0, "ID3"), len(b) >= 4 && mp3Header(binary.BigEndian.Uint32(b)).ok():
		return MP3
	}
	return ""
}

// longest is the longest recording that is believed; more is damage.
const longest = 10 * 365 * 24 * time.Hour

// seconds is n units of 1/scale s; 0 when it cannot be.
func seconds(n, scale uint64) time.Duration {
	if scale == 0 {
		return 0
	}
	s := float64(n) / float64(scale)
	if s > longest.Seconds() {
		return 0
	}
	return time.Duration(s * float64(time.Second))
}

// source reads headers out of a stream and stops at the end of it.
type source struct {
	r    io.ReadSeeker
	size int64
}

func open(r io.ReadSeeker) (*source, error) {
	size, err := r.Seek(0, io.SeekEnd)
	return &source{r, size}, err
}

// at reads n bytes from an offset; errUnreadable when they are not there. An error of the stream itself comes back as it
// is, so that an altered blob is told from a damaged picture.
func (s *source) at(offset int64, n int) ([]byte, error) {
	if offset < 0 || offset > s.size-int64(n) {
		return nil, errUnreadable
	}
	if _, err := s.r.Seek(offset, io.SeekStart); err != nil {
		return nil, err
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(s.r, b); err != nil {
		return nil, err
	}
	return b, nil
}

// text is a string of a file without what is no text.
func text(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	b = bytes.TrimSpace(bytes.ToValidUTF8(b, nil))
	return string(b[:min(len(b), 200)])
}
