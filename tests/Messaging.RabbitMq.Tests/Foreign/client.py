"""A client of another language, as its tutorial teaches it: knows AMQP and JSON, and nothing of MassTransit.

client.py URI declare QUEUE [--exchange NAME TYPE] [--key KEY]... [--ttl MS] [--dlx NAME]
client.py URI publish EXCHANGE KEY BODY... [--type TYPE] [--id ID] [--expiration MS]
client.py URI consume QUEUE COUNT      one line each: REDELIVERED KEY BODY
client.py URI crash QUEUE              takes one with prefetch 1, counts what comes, and dies with it
"""
import argparse
import os
import sys

import pika


def declare(channel, args):
    arguments = {"x-queue-type": "classic"}
    if args.ttl is not None:
        arguments["x-message-ttl"] = args.ttl
    if args.dlx is not None:
        channel.exchange_declare(args.dlx, exchange_type="fanout", durable=True)
        channel.queue_declare(args.dlx + ".queue", durable=True)
        channel.queue_bind(args.dlx + ".queue", args.dlx)
        arguments["x-dead-letter-exchange"] = args.dlx
    channel.queue_declare(args.queue, durable=True, arguments=arguments)
    if args.exchange is not None:
        name, kind = args.exchange
        channel.exchange_declare(name, exchange_type=kind, durable=True)
        for key in args.key or [""]:
            channel.queue_bind(args.queue, name, routing_key=key)


def publish(channel, args):
    channel.confirm_delivery()
    for body in args.body:
        properties = pika.BasicProperties(
            delivery_mode=2, content_type="application/json", type=args.type, message_id=args.id, expiration=args.expiration)
        channel.basic_publish(args.exchange_name, args.routing_key, body.encode(), properties, mandatory=True)


def consume(channel, args):
    channel.basic_qos(prefetch_count=1)
    left = args.count
    for method, _, body in channel.consume(args.queue, inactivity_timeout=30):
        if method is None:
            sys.exit("nothing came for 30 s; %d are missing" % left)
        print("%s %s %s" % (method.redelivered, method.routing_key, body.decode()))
        channel.basic_ack(method.delivery_tag)
        left -= 1
        if left == 0:
            break
    channel.cancel()


def crash(channel, args):
    channel.basic_qos(prefetch_count=1)
    came = []
    for method, _, body in channel.consume(args.queue, inactivity_timeout=2):
        if method is None:
            break
        came.append(body.decode())
    print("\n".join(came), flush=True)
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("uri")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("declare")
    one.add_argument("queue")
    one.add_argument("--exchange", nargs=2)
    one.add_argument("--key", action="append")
    one.add_argument("--ttl", type=int)
    one.add_argument("--dlx")
    one = commands.add_parser("publish")
    one.add_argument("exchange_name")
    one.add_argument("routing_key")
    one.add_argument("body", nargs="+")
    one.add_argument("--type")
    one.add_argument("--id")
    one.add_argument("--expiration")
    one = commands.add_parser("consume")
    one.add_argument("queue")
    one.add_argument("count", type=int)
    one = commands.add_parser("crash")
    one.add_argument("queue")
    args = parser.parse_args()

    connection = pika.BlockingConnection(pika.URLParameters(args.uri))
    channel = connection.channel()
    {"declare": declare, "publish": publish, "consume": consume, "crash": crash}[args.command](channel, args)
    connection.close()


main()
