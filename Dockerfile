# The image of Orders.Service: everything in one process, or one of its commands (migrate, health) as argument.
#   docker build -t orders-service:dev .
# Needs BuildKit. The base images can be replaced, by others that hold the same, with --build-arg. Packages of a feed that asks for
# credentials: --secret id=nuget,src=PATH-OF-A-NUGET.CONFIG, which leaves no trace in the image.
ARG DOTNET_SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
# With time zone data, which schedules in other zones than UTC need.
ARG DOTNET_RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra

FROM ${DOTNET_SDK_IMAGE} AS build
WORKDIR /source
COPY . .
# Restore and publish differ from a developer's only in what is known ahead of time: the lock files, and the processor.
RUN --mount=type=cache,id=orders-nuget,target=/root/.nuget/packages \
    --mount=type=secret,id=nuget,target=/root/.nuget/NuGet/NuGet.Config \
    dotnet restore src/Orders.Service --locked-mode -p:PublishReadyToRun=true && \
    dotnet publish src/Orders.Service --no-restore -c Release -o /app \
      --runtime "linux-$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" --self-contained false \
      -p:PublishReadyToRun=true -p:UseAppHost=false -p:DebugType=embedded

FROM ${DOTNET_RUNTIME_IMAGE}
WORKDIR /app
COPY --from=build /app .
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
# By number, so that Kubernetes can see that it is not root.
USER 1654:1654
# Nothing here needs a shell, and nothing is written but below /tmp.
ENTRYPOINT ["dotnet", "/app/Orders.Service.dll"]
