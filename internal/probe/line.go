package probe

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

// Line is one kept-open connection that asks one question after the other and throws the answers away, for measurements on a
// machine that the server has to share with those who ask: it takes a fraction of the processor time of a Client. It asks
// for gzip as a browser does, and does not unpack it. It is not safe for concurrent use.
type Line struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
	head string // of a question, after its path
}

// Line opens a connection to the server that speaks for the one who signed in.
func (c *Client) Line(ctx context.Context) (*Line, error) {
	host := c.base[len("http://"):]
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	return &Line{conn: conn, in: bufio.NewReaderSize(conn, 64<<10), head: " HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + c.Token + "\r\nAccept-Encoding: gzip\r\n\r\n"}, nil
}

// Close ends the connection.
func (l *Line) Close() error { return l.conn.Close() }

// Get asks for a path below /api, which must need no escaping, and reads the answer to its end. It fails with Refused for an
// answer other than 2xx, and when there is none in time (AnswerWithin).
func (l *Line) Get(path string) error {
	if err := l.conn.SetDeadline(time.Now().Add(AnswerWithin)); err != nil {
		return err
	}
	l.out = append(append(append(l.out[:0], "GET /api"...), path...), l.head...)
	if _, err := l.conn.Write(l.out); err != nil {
		return err
	}
	res, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return fmt.Errorf("answer to %s: %w", path, err)
	}
	defer res.Body.Close()
	if res.StatusCode/100 != 2 {
		b, _ := io.ReadAll(io.LimitReader(res.Body, 1000))
		return fmt.Errorf("GET %s: %w", path, &Refused{Status: res.StatusCode, Detail: string(b)})
	}
	_, err = io.Copy(io.Discard, res.Body)
	return err
}
