// Sends rows of numbers to a model and prints what it says, with binary tensors over HTTP: C++17 and POSIX sockets, no library.
//   g++ -std=c++17 -O2 -o predict predict.cpp
//   ./predict 127.0.0.1 8500 MODEL INPUT 4 < rows.txt        (4 numbers a row; all rows go in one request)
// A token goes into the variable HEP_TOKEN. TLS is left to a proxy, or to a library such as libcurl.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <netdb.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

static_assert(sizeof(float) == 4, "FP32 is four bytes");   // and little-endian, as all machines are on which this was run

struct Response {
    int status = 0;
    std::string head, body;

    // The value of a header; empty where there is none.
    std::string header(std::string name) const {
        for (size_t line = head.find("\r\n"); line != std::string::npos; line = head.find("\r\n", line + 2)) {
            size_t colon = head.find(':', line);
            if (colon == std::string::npos) break;
            if (strcasecmp(head.substr(line + 2, colon - line - 2).c_str(), name.c_str()) != 0) continue;
            size_t start = head.find_first_not_of(' ', colon + 1);
            return head.substr(start, head.find("\r\n", start) - start);
        }
        return "";
    }
};

class Connection {
public:
    Connection(const std::string& host, const std::string& port) : host_(host + ":" + port) {
        addrinfo hints{}, *found = nullptr;
        hints.ai_socktype = SOCK_STREAM;
        if (int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &found))
            throw std::runtime_error(host + ": " + gai_strerror(error));
        for (addrinfo* each = found; each && socket_ < 0; each = each->ai_next) {
            socket_ = socket(each->ai_family, each->ai_socktype, each->ai_protocol);
            if (socket_ >= 0 && connect(socket_, each->ai_addr, each->ai_addrlen) != 0) {
                close(socket_);
                socket_ = -1;
            }
        }
        freeaddrinfo(found);
        if (socket_ < 0) throw std::runtime_error("nobody listens at " + host_);
    }
    ~Connection() { close(socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // One request and its answer; the connection stays open for the next.
    Response post(const std::string& path, const std::string& headers, const std::string& body) {
        const char* token = std::getenv("HEP_TOKEN");
        write("POST " + path + " HTTP/1.1\r\nHost: " + host_ + "\r\n" + headers + (token ? "Authorization: Bearer " + std::string(token) + "\r\n" : "")
            + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        Response response;
        size_t end;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) read();
        response.head = buffer_.substr(0, end + 2);
        buffer_.erase(0, end + 4);
        response.status = std::stoi(response.head.substr(9, 3));
        std::string length = response.header("Content-Length");   // the service always tells it
        if (length.empty()) throw std::runtime_error("an answer without Content-Length");
        while (buffer_.size() < std::stoul(length)) read();
        response.body = buffer_.substr(0, std::stoul(length));
        buffer_.erase(0, response.body.size());
        return response;
    }

private:
    void write(const std::string& bytes) {
        for (size_t sent = 0; sent < bytes.size();) {
            ssize_t count = send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) throw std::runtime_error("the connection broke off while sending");
            sent += static_cast<size_t>(count);
        }
    }
    void read() {
        char bytes[65536];
        ssize_t count = recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) throw std::runtime_error("the connection broke off before the answer was whole");
        buffer_.append(bytes, static_cast<size_t>(count));
    }

    std::string host_, buffer_;
    int socket_ = -1;
};

// One output of FP32: that of a model with one, or the first of several.
std::vector<float> infer(Connection& service, const std::string& model, const std::string& input, const std::vector<float>& values, size_t width) {
    std::string json = "{\"inputs\":[{\"name\":\"" + input + "\",\"datatype\":\"FP32\",\"shape\":[" + std::to_string(values.size() / width) + ","
        + std::to_string(width) + "],\"parameters\":{\"binary_data_size\":" + std::to_string(values.size() * sizeof(float))
        + "}}],\"parameters\":{\"binary_data_output\":true}}";
    std::string body = json + std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    Response answer = service.post("/v2/models/" + model + "/infer", "Inference-Header-Content-Length: " + std::to_string(json.size())
        + "\r\nContent-Type: application/octet-stream\r\n", body);
    if (answer.status != 200) throw std::runtime_error("HTTP " + std::to_string(answer.status) + ": " + answer.body);   // {"error": "..."}
    std::string head = answer.header("Inference-Header-Content-Length");
    if (head.empty()) throw std::runtime_error("the answer has no binary output: " + answer.body);
    size_t start = std::stoul(head), mark = answer.body.find("\"binary_data_size\":");
    size_t bytes = std::stoul(answer.body.substr(mark + std::strlen("\"binary_data_size\":")));
    if (mark > start || start + bytes > answer.body.size()) throw std::runtime_error("the answer ends too soon");
    std::vector<float> scores(bytes / sizeof(float));
    std::memcpy(scores.data(), answer.body.data() + start, bytes);
    return scores;
}

int main(int count, char** arguments) {
    if (count != 6) {
        std::cerr << "predict HOST PORT MODEL INPUT WIDTH < rows\n";
        return 2;
    }
    try {
        Connection service(arguments[1], arguments[2]);
        size_t width = std::stoul(arguments[5]);
        std::vector<float> values;
        for (float value; std::cin >> value;) values.push_back(value);
        if (width == 0 || values.empty() || values.size() % width != 0) throw std::runtime_error("the input is not of whole rows");
        for (float score : infer(service, arguments[3], arguments[4], values, width)) std::cout << score << "\n";
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
}
