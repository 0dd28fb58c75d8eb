package journal

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"anlan/internal/base/journal/proof"
)

// export appends the head to the file beside the database. A line that a crash tore is closed first.
func (j *Journal) export(h Head) error {
	if j.options.HeadsFile == "" {
		return nil
	}
	f, err := os.OpenFile(j.options.HeadsFile, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("export head: %w", err)
	}
	line, err := json.Marshal(h.Proof())
	if err == nil {
		err = appendLine(f, line)
	}
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("export head: %w", err)
	}
	return nil
}

func appendLine(f *os.File, line []byte) error {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if end > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, end-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			line = append([]byte{'\n'}, line...)
		}
	}
	_, err = f.Write(append(line, '\n'))
	return err
}

// ReadHeads reads signed heads, one JSON object a line, as they are written beside the database and by "anlan journal
// heads". A line that is not one was torn by a crash and is passed over; torn counts them. The heads behind it still vouch.
func ReadHeads(r io.Reader) (heads []proof.Head, torn int, err error) {
	s := bufio.NewScanner(r)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var h proof.Head
		if len(s.Bytes()) == 0 {
			continue
		}
		if json.Unmarshal(s.Bytes(), &h) != nil || h.Root == "" {
			torn++
			continue
		}
		heads = append(heads, h)
	}
	return heads, torn, s.Err()
}

// exported reads the heads that were written beside the database.
func (j *Journal) exported() ([]proof.Head, error) {
	if j.options.HeadsFile == "" {
		return nil, nil
	}
	f, err := os.Open(j.options.HeadsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read heads: %w", err)
	}
	defer f.Close()
	heads, _, err := ReadHeads(f)
	return heads, err
}
